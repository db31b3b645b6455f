import type { Item } from '../../../src/table';
import { Workflow } from '../../support/job';

describe('A load that a later run of the job overtakes', () => {
  let flow: Workflow;
  let key: string;

  beforeEach(async () => {
    flow = new Workflow();
    await flow.extract('m.json', '[{"id":1},{"id":2}]');
    key = flow.csv.keys.find((name) => name.endsWith('.csv')) ?? '';
  });

  const runAgain = async () => {
    await flow.extractRequest(flow.request('m.json', { messageId: 'm-2', force: true }));
    expect(await flow.load(key)).toMatchObject({ outcome: 'loaded', part: { run: 'm-2' } });
  };
  const receipts = () => flow.ledger.jobs.flatMap(({ job }) => flow.ledger.partsOf(job));

  test('while it writes leaves the receipt of that run, and has nothing to do in its next try', async () => {
    const write = flow.records.write.bind(flow.records);
    flow.records.write = async (items: AsyncIterable<Item[]>, deadline: number) => {
      flow.records.write = write;
      await runAgain();
      return write(items, deadline);
    };
    const failure = expect.objectContaining({ name: 'RetryableFailure', code: 'RECEIPT_CHANGED' });
    await expect(flow.load(key)).rejects.toEqual(failure);
    expect(receipts()).toEqual([expect.objectContaining({ run: 'm-2', accepted: 2 })]);
    expect(await flow.load(key)).toMatchObject({ outcome: 'done' });
  });

  test('before it looks for a receipt does not take that receipt for an older one', async () => {
    const part = flow.ledger.part.bind(flow.ledger);
    flow.ledger.part = async (...which) => {
      flow.ledger.part = part;
      await runAgain();
      return part(...which);
    };
    expect(await flow.load(key)).toMatchObject({ outcome: 'done', part: { run: 'm-2' } });
    expect(receipts()).toEqual([expect.objectContaining({ run: 'm-2' })]);
  });
});
