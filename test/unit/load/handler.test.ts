import type { LoadEvent } from '../../../src/load/event';
import { openHandlers } from '../../support/handlers';

const handlers = openHandlers();
const { csv, records, said } = handlers;

const created = (key: string, eTag: unknown = csv.give(key, 'id,a\n1,x\n2,y\n')) => ({
  eventName: 'ObjectCreated:Put',
  s3: { object: { key, eTag } },
});
const event = (...all: unknown[]) => ({ Records: all }) as LoadEvent;
const refused = (code: string) => expect.objectContaining({ name: 'PermanentFailure', code });

beforeEach(() => {
  handlers.logged.length = 0;
  handlers.invoked.length = 0;
  records.items.clear();
  records.most = Number.POSITIVE_INFINITY;
});

describe('Load', () => {
  test('saves each CSV that an event names, and logs it', async () => {
    await handlers.load(event(created('a.csv'), created('b.csv')));
    expect([...records.items.keys()].sort()).toEqual(['a#1', 'a#2', 'b#1', 'b#2']);
    expect(said()).toMatchObject([
      { level: 'INFO', message: 'loaded', part: 1, key: 'a.csv', rows: 2, accepted: 2, rejected: 0 },
      { level: 'INFO', message: 'loaded', part: 1, key: 'b.csv', rows: 2, accepted: 2, rejected: 0 },
    ]);
    expect(handlers.invoked).toEqual([]);
  });

  test('stops writing after three quarters of its time', async () => {
    const write = jest.spyOn(records, 'write');
    const before = Date.now();
    await handlers.load(event(created('time.csv')));
    const deadline = write.mock.calls[0]?.[1] as number;
    expect(deadline).toBeGreaterThanOrEqual(before + 45_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 45_000);
    write.mockRestore();
  });

  test('continues in another invocation, after the items already written', async () => {
    records.most = 1;
    const record = created('paused.csv');
    await handlers.load(event(record));
    expect(handlers.invoked).toEqual([
      ['arn', { Records: [record], written: 1, handovers: 1, job: expect.any(String) }],
    ]);
    expect(said()).toMatchObject([{ message: 'paused', key: 'paused.csv', written: 1 }]);
    records.most = Number.POSITIVE_INFINITY;
    await handlers.load({ ...event(record), written: 1 });
    expect(said()).toMatchObject([{ message: 'loaded', accepted: 2 }]);
  });

  test('does nothing for an object that was not created, and logs it', async () => {
    await handlers.load(
      event({ ...created('kept.csv'), eventName: 'ObjectRemoved:Delete' }, created('other.csv')),
    );
    expect(said()).toMatchObject([
      { level: 'WARN', message: 'event ignored', key: 'kept.csv' },
      { message: 'loaded', key: 'other.csv' },
    ]);
    expect(records.items.has('kept#1')).toBe(false);
  });

  test('hands a part over at most a hundred times; then the event is retried, and finally reaches the queue', async () => {
    const record = created('slow.csv', csv.give('slow.csv', 'id\n1\n2\n3\n'));
    records.most = 1;
    await handlers.load({ ...event(record), written: 1, handovers: 99 });
    expect(handlers.invoked).toEqual([
      ['arn', { Records: [record], written: 2, handovers: 100, job: expect.any(String) }],
    ]);
    const last = handlers.load({ ...event(record), written: 1, handovers: 100 });
    await expect(last).rejects.toMatchObject({ name: 'RetryableFailure', code: 'TABLE_TOO_SLOW' });
    expect(handlers.invoked).toHaveLength(1);
  });

  test('skips an object that was overwritten after the event, and logs it', async () => {
    csv.give('stale.csv', 'id\n1\n');
    await handlers.load(event(created('c.csv'), created('stale.csv', 'another')));
    expect(said()).toMatchObject([
      { message: 'loaded', key: 'c.csv' },
      { level: 'WARN', message: 'stale event skipped', key: 'stale.csv', etag: 'another' },
    ]);
    expect(records.items.has('stale#1')).toBe(false);
  });

  test('tries the other CSVs after a failure, and then throws the failure', async () => {
    const loading = handlers.load(event(created('gone.csv', 'e'), created('d.csv')));
    csv.remove('gone.csv');
    await expect(loading).rejects.toMatchObject({ name: 'RetryableFailure', code: 'CSV_MISSING' });
    expect(said()).toMatchObject([
      { level: 'ERROR', message: 'not loaded', key: 'gone.csv', code: 'CSV_MISSING' },
      { message: 'loaded', key: 'd.csv' },
    ]);
  });

  test('throws all failures when there are several', async () => {
    const loading = handlers.load(event(created('gone-1.csv', 'e'), created('gone-2.csv', 'e')));
    await expect(loading).rejects.toMatchObject({
      message: '2 parts were not loaded',
      errors: [{ code: 'CSV_MISSING' }, { code: 'CSV_MISSING' }],
    });
  });

  test.each([undefined, {}, { Event: 's3:TestEvent' }, { Records: [] }])(
    'has nothing to do for %j',
    async (given) => {
      await handlers.load(given as unknown as LoadEvent);
      expect(handlers.logged).toEqual([]);
    },
  );

  test.each([
    ['records that are not a list', { Records: 'x' }],
    ['no record', event(null)],
    ['no object', event({})],
    ['no details', event({ ...created('e.csv'), s3: {} })],
    ['no version', event(created('e.csv', null))],
    ['no word of what happened', event({ ...created('e.csv'), eventName: undefined })],
    ['a fraction of an item to continue after', { ...event(created('e.csv')), written: 1.5 }],
    ['a negative number of items to continue after', { ...event(created('e.csv')), written: -1 }],
    ['no number of hand-overs', { ...event(created('e.csv')), handovers: '1' }],
  ])('refuses an event with %s', async (_, given) => {
    await expect(handlers.load(given as LoadEvent)).rejects.toEqual(refused('EVENT_INVALID'));
    expect(said()).toMatchObject([{ message: 'not loaded', code: 'EVENT_INVALID' }]);
    expect(records.items.size).toBe(0);
  });
});
