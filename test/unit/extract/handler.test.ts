import { RetryableFailure } from '../../../src/errors';
import { openHandlers, sqsRecord } from '../../support/handlers';

const handlers = openHandlers();
const { input, ledger, said } = handlers;

const TWO = '[{"id":1},{"id":2}]';
const job = (key: string, content = TWO) => {
  input.give(key, content);
  return JSON.stringify({ key });
};
const event = (...bodies: string[]) => ({ Records: bodies.map((body, i) => sqsRecord(`m${i}`, body)) });
const created = (bucket: string, key: string, eventName = 'ObjectCreated:Put') => ({
  ...{ eventName, s3: { bucket: { name: bucket }, object: { key } } },
});
const failed = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

beforeEach(() => {
  for (const list of [handlers.logged, handlers.returned]) list.length = 0;
});

describe('Extract', () => {
  test('processes each message of a batch, and logs it', async () => {
    expect(await handlers.extract(event(job('a.json'), job('b.json')))).toEqual(failed());
    expect(said()).toMatchObject([
      { level: 'INFO', message: 'extracted', key: 'a.json', dataset: 'a', parts: 1, rows: 2, rejected: 0 },
      { level: 'INFO', message: 'extracted', key: 'b.json', dataset: 'b', parts: 1, rows: 2, rejected: 0 },
    ]);
  });

  test('extracts the jobs of a batch one after another, to give each job all the memory', async () => {
    let [open, most] = [0, 0];
    const opening = input.open.bind(input);
    const spy = jest.spyOn(input, 'open').mockImplementation(async (key) => {
      const object = await opening(key);
      most = Math.max(most, ++open);
      const close = () => {
        object?.close();
        open--;
      };
      return object && { ...object, close };
    });
    const jobs = Array.from({ length: 10 }, (_, i) => job(`${i}.json`));
    expect(await handlers.extract(event(...jobs))).toEqual(failed());
    expect(said().map(({ key }) => key)).toEqual(jobs.map((body) => JSON.parse(body).key));
    expect(most).toBe(1);
    spy.mockRestore();
  });

  test('gives each job a share of the time, so that a stalled input takes no time from the others', async () => {
    const opening = input.open.bind(input);
    const spy = jest.spyOn(input, 'open').mockImplementation(async (key) => {
      const object = await opening(key);
      if (!object || key !== 'stalls.json') return object;
      let stop = () => {};
      const stalled = new Promise<void>((_, reject) => {
        stop = () => reject(new Error('closed'));
      });
      const body = {
        [Symbol.asyncIterator]: () => ({ next: async () => ({ done: await stalled, value: undefined }) }),
      };
      return { ...object, body: body as unknown as typeof object.body, close: () => stop() };
    });
    const left = (end: number) => () => end - Date.now();
    expect(
      await handlers.extract(event(job('stalls.json'), job('after.json')), left(Date.now() + 1000)),
    ).toEqual(failed('m0'));
    expect(said()).toMatchObject([{ code: 'OUT_OF_TIME' }, { message: 'extracted', key: 'after.json' }]);
    spy.mockRestore();
  });

  test('hides each message until its invocation must have ended, which limits the wait after a kill', async () => {
    await handlers.extract(event(job('a.json'), job('b.json')), 20_000);
    expect(handlers.returned).toEqual([
      ['m0', expect.closeTo(22, 0)],
      ['m1', expect.closeTo(22, 0)],
    ]);
  });

  test('treats a redriven forced message as the same job', async () => {
    const first = sqsRecord('first', job('forced.json').replace('}', ',"force":true}'));
    const attribute = { stringValue: 'first', dataType: 'String' as const };
    const redriven = { ...first, messageId: 'second', messageAttributes: { originalMessageId: attribute } };
    for (const record of [first, redriven]) await handlers.extract({ Records: [record] });
    expect(said()).toMatchObject([{ message: 'extracted' }, { message: 'done' }]);
  });

  test('hides a message whose job another invocation has claimed, until that claim ends', async () => {
    const claimed = Object.assign(new RetryableFailure('JOB_CLAIMED'), { retryAt: Date.now() + 40_000 });
    const claim = jest.spyOn(ledger, 'claim').mockRejectedValue(claimed);
    expect(await handlers.extract({ Records: [sqsRecord('m', job('claimed.json'), 3)] })).toEqual(
      failed('m'),
    );
    claim.mockRestore();
    expect(handlers.returned.at(-1)).toEqual(['m', expect.closeTo(42, 0)]);
  });

  test('processes each object of an S3 event', async () => {
    for (const key of ['c 1.json', 'd.json']) input.give(key, TWO);
    const s3 = (key: string) => created('in', key);
    expect(
      await handlers.extract(event(JSON.stringify({ Records: [s3('c+1.json'), s3('d.json')] }))),
    ).toEqual(failed());
    expect(said().map(({ key }) => key)).toEqual(['c 1.json', 'd.json']);
  });

  test('does the jobs of the good objects of an S3 event, and retries the message at once for the bad ones', async () => {
    for (const key of ['g1.json', 'g2.json']) input.give(key, TWO);
    const records = [
      created('in', '%E0%A4%A'),
      created('in', 'g1.json'),
      created('other', 'x.json'),
      created('in', 'g2.json'),
    ];
    const message = event(JSON.stringify({ Records: records }));
    expect(await handlers.extract(message)).toEqual(failed('m0'));
    expect(said().map(({ message, key, code }) => [message, key ?? code])).toEqual([
      ['not extracted', 'KEY_UNDECODABLE'],
      ['extracted', 'g1.json'],
      ['not extracted', 'BUCKET_FOREIGN'],
      ['extracted', 'g2.json'],
    ]);
    expect(handlers.returned.at(-1)).toEqual(['m0', 0]);
    expect(await handlers.extract(message)).toEqual(failed('m0'));
    expect(said().map(({ message }) => message)).toEqual(['not extracted', 'done', 'not extracted', 'done']);
  });

  test('retries an S3 event later when one of its objects may appear, even if another never will', async () => {
    const records = [created('other', 'x.json'), created('in', 'late.json')];
    expect(await handlers.extract(event(JSON.stringify({ Records: records })))).toEqual(failed('m0'));
    expect(handlers.returned.at(-1)).toEqual(['m0', 30]);
    expect(said().map(({ code }) => code)).toEqual(['BUCKET_FOREIGN', 'INPUT_MISSING']);
  });

  test('does nothing for a deleted object, and logs it', async () => {
    input.give('deleted.json', TWO);
    const records = [created('in', 'deleted.json', 'ObjectRemoved:Delete')];
    expect(await handlers.extract(event(JSON.stringify({ Records: records })))).toEqual(failed());
    expect(said()).toMatchObject([{ level: 'INFO', message: 'no job in the message', messageId: 'm0' }]);
  });

  test('returns only the id of the message that failed', async () => {
    expect(await handlers.extract(event(job('e.json'), '{}', job('f.json')))).toEqual(failed('m1'));
    expect(said()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'extracted', key: 'e.json' }),
        expect.objectContaining({ message: 'extracted', key: 'f.json' }),
        expect.objectContaining({
          level: 'ERROR',
          message: 'not extracted',
          messageId: 'm1',
          code: 'MESSAGE_INVALID',
          error: expect.objectContaining({ name: 'PermanentFailure' }),
        }),
      ]),
    );
  });

  test('returns every id when all messages failed', async () => {
    expect(await handlers.extract(event('1', '2'))).toEqual(failed('m0', 'm1'));
  });

  test('returns a message at once when its failure is permanent', async () => {
    await handlers.extract({ Records: [sqsRecord('m', '{}', 3)] });
    expect(handlers.returned.at(-1)).toEqual(['m', 0]);
  });

  test('returns any other message after a delay that doubles each time', async () => {
    for (const [receives, seconds] of [
      [1, 30],
      [2, 60],
      [4, 240],
    ] as const) {
      await handlers.extract({ Records: [sqsRecord('m', '{"key":"missing.json"}', receives)] });
      expect(handlers.returned.at(-1)).toEqual(['m', expect.closeTo(seconds, 0)]);
    }
  });

  test('still returns the id when the queue refuses the delay', async () => {
    const push = jest.spyOn(handlers.returned, 'push');
    push
      .mockImplementationOnce(() => 0)
      .mockImplementationOnce(() => {
        throw new Error('SQS is busy');
      });
    expect(await handlers.extract(event('{}'))).toEqual(failed('m0'));
    push.mockRestore();
    expect(said()).toMatchObject([
      { message: 'not extracted' },
      {
        level: 'WARN',
        message:
          'could not set when the message is visible again: the visibility timeout of its queue decides',
        cause: { message: 'SQS is busy' },
      },
    ]);
  });

  test('claims a job for its invocation and message, until the time of the job is over', async () => {
    const claim = jest.spyOn(ledger, 'claim');
    const before = Date.now();
    await handlers.extract(event(job('g.json')), 20_000);
    const [, owner, until] = claim.mock.calls[0] ?? [];
    expect(owner).toBe('request/m0');
    expect(until).toBeGreaterThanOrEqual(before + 20_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 20_000);
    claim.mockRestore();
  });
});
