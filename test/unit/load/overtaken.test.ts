import type { Item } from '../../../src/table';
import { Workflow } from '../../support/job';

test('a load that a later run of the job overtakes leaves the receipt of that run, and has nothing to do in its next try', async () => {
  const flow = new Workflow();
  await flow.extract('m.json', '[{"id":1},{"id":2}]');
  const [key = ''] = flow.csv.keys.filter((name) => name.endsWith('.csv'));
  const write = flow.records.write.bind(flow.records);
  flow.records.write = async (items: AsyncIterable<Item[]>, deadline: number) => {
    flow.records.write = write;
    await flow.extractRequest(flow.request('m.json', { messageId: 'm-2', force: true }));
    expect(await flow.load(key)).toMatchObject({ outcome: 'loaded', part: { run: 'm-2' } });
    return write(items, deadline);
  };
  const failure = expect.objectContaining({ name: 'RetryableFailure', code: 'RECEIPT_CHANGED' });
  await expect(flow.load(key)).rejects.toEqual(failure);
  const [job] = flow.ledger.jobs;
  expect(job).toMatchObject({ run: 'm-2', state: 'extracted', rows: 2 });
  expect(flow.ledger.partsOf(job?.job ?? '')).toEqual([expect.objectContaining({ run: 'm-2', accepted: 2 })]);
  expect(await flow.load(key)).toMatchObject({ outcome: 'done' });
});
