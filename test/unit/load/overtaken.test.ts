import { setTimeout as pause } from 'node:timers/promises';
import type { JobReceipt } from '../../../src/ledger/receipt';
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
  const whileItWrites = (happens: () => Promise<void>) => {
    const write = flow.records.write.bind(flow.records);
    flow.records.write = async (items: AsyncIterable<Item[]>, deadline: number) => {
      flow.records.write = write;
      await happens();
      return write(items, deadline);
    };
  };
  const changed = expect.objectContaining({ name: 'RetryableFailure', code: 'RECEIPT_CHANGED' });
  const receipts = () => flow.ledger.jobs.flatMap(({ job }) => flow.ledger.partsOf(job));

  test('while it writes leaves the receipt of that run, and has nothing to do in its next try', async () => {
    whileItWrites(runAgain);
    await expect(flow.load(key)).rejects.toEqual(changed);
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
    expect(await flow.load(key)).toMatchObject({ outcome: 'done' });
    expect(receipts()).toEqual([expect.objectContaining({ run: 'm-2' })]);
  });

  test('which finds its part loaded, leaves that receipt', async () => {
    await flow.load(key);
    const request = (messageId: string) => flow.request('m.json', { messageId, force: true });
    await runAgain();
    await flow.extractRequest(request('m-3'));
    whileItWrites(async () => {
      await pause(2); // The time of the receipt is one of milliseconds.
      await flow.extractRequest(request('m-2'));
      expect(await flow.load(key)).toMatchObject({ outcome: 'done', part: { run: 'm-2' } });
    });
    await expect(flow.load(key)).rejects.toEqual(changed);
    expect(receipts()).toEqual([expect.objectContaining({ run: 'm-2' })]);
  });

  test('and whose part has another name by then leaves the receipt of that run', async () => {
    flow.part = { ...flow.part, rows: 1 };
    await flow.extractRequest(flow.request('m.json', { messageId: 'm-2', force: true }));
    const parts = flow.csv.keys.filter((name) => /part-\d+\.csv$/.test(name));
    expect(parts).toHaveLength(2);
    for (const name of parts) expect(await flow.load(name)).toMatchObject({ outcome: 'loaded' });
    expect(await flow.load(key)).toMatchObject({ outcome: 'done' });
    expect(receipts().map(({ run }) => run)).toEqual(['m-2', 'm-2']);
  });

  test('is tried again while that run is at work, since it may fail yet', async () => {
    await flow.load(key);
    await flow.extractRequest(flow.request('m.json', { messageId: 'm-2', force: true }));
    flow.ledger.job = async () =>
      ({ ...flow.ledger.jobs[0], run: 'first', state: 'extracting' }) as JobReceipt;
    await expect(flow.load(key)).rejects.toEqual(changed);
    expect(receipts()).toEqual([expect.objectContaining({ run: 'first' })]);
  });

  test('between two of its invocations does not go on for that run: it begins again', async () => {
    flow.records.most = 1;
    expect(await flow.load(key)).toMatchObject({ outcome: 'paused', written: 1, part: { run: 'first' } });
    flow.records.items.clear();
    flow.records.most = Number.POSITIVE_INFINITY;
    await flow.extractRequest(flow.request('m.json', { messageId: 'm-2', force: true }));
    expect(await flow.load(key, undefined, 1, 'first')).toMatchObject({ outcome: 'loaded' });
    expect(flow.records.items.size).toBe(2);
  });
});
