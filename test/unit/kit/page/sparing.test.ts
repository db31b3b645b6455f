import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Drawing } from '../../../../kit/page/browser/drawing';
import { Jobs } from '../../../../kit/page/jobs';
import type { Opened } from '../../../../kit/page/look';
import { Sparing } from '../../../../kit/page/sparing';

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test('work on the engine rests as many times as long as it took, even when it fails', async () => {
  const sparing = new Sparing(100, 10);
  const work = async (ms: number) => {
    jest.advanceTimersByTime(ms);
    if (ms === 50) throw new Error('the engine is away');
  };
  await sparing.run(() => work(3));
  expect([sparing.isDue, sparing.left]).toEqual([false, 100]);
  await sparing.run(() => work(50)).catch(() => {});
  expect(sparing.left).toBe(500);
  jest.advanceTimersByTime(500);
  expect([sparing.isDue, sparing.left]).toEqual([true, 0]);
  const bounded = new Sparing(100, 10, 300);
  await bounded.run(() => work(40));
  expect(bounded.left).toBe(300);
});

test('the page is drawn once for updates that come together, and more rarely when drawing takes long', () => {
  jest.spyOn(performance, 'now').mockImplementation(() => Date.now());
  let takes = 5;
  const drawn: number[] = [];
  const drawing = new Drawing(
    () => drawn.push(Date.now()),
    // Layout and paint follow the callback.
    (callback) =>
      setTimeout(() => {
        callback();
        jest.setSystemTime(Date.now() + takes);
      }, 1),
  );
  const perSecond = () => {
    drawn.length = 0;
    const end = Date.now() + 1000;
    while (Date.now() < end) {
      drawing.soon();
      jest.advanceTimersByTime(10);
    }
    return drawn.length;
  };
  expect(perSecond()).toBeGreaterThanOrEqual(10);
  takes = 150;
  expect(perSecond()).toBeLessThanOrEqual(3);
  // A machine on which drawing takes seconds does not make the page rest for minutes.
  takes = 20_000;
  perSecond();
  drawn.length = 0;
  drawing.soon();
  jest.advanceTimersByTime(1100);
  expect(drawn).toHaveLength(1);
});

test('while the calls are seen, a look reads only the receipts that a call has written', async () => {
  const job = '0123456789abcdef';
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const receipt = { pk: job, sk: 'job', state: 'extracting', startedAt: new Date().toISOString(), expires };
  const read: string[] = [];
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  dynamo.send = (async (command: unknown) => {
    if (command instanceof ScanCommand) read.push('all');
    if (command instanceof QueryCommand) read.push(String(command.input.ExpressionAttributeValues?.[':job']));
    return { Items: [receipt] };
  }) as typeof dynamo.send;
  const jobs = new Jobs({ stack: { ledgerTable: 'ledger' }, aws: { dynamo } } as unknown as Opened);
  await jobs.look([], true);
  await jobs.look([], true);
  const call = { id: 1, at: 1, job, service: 'dynamodb' } as const;
  jobs.see({ ...call, operation: 'BatchWriteItem', ms: 5 });
  jobs.see({ ...call, operation: 'UpdateItem' });
  await jobs.look([], true);
  expect(read).toEqual(['all']);
  jobs.see({ ...call, operation: 'UpdateItem', ms: 5 });
  await jobs.look([], true);
  expect(read).toEqual(['all', job]);
  // Calls that are not seen may have changed the receipt of any open job.
  await jobs.look([], false);
  expect(read).toEqual(['all', job, job]);
});
