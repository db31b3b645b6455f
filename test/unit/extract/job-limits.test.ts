import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { jobLimits } from '../../../src/job-limits';
import { Workflow } from '../../support/job';

const failure = (name: string, code: string) => expect.objectContaining({ name, code });
const lines = (count: number) => Array.from({ length: count }, (_, id) => `{"id":${id}}\n`).join('');

/** A workflow with one row per part. */
function limited(limits: Partial<Workflow['limits']> = {}): Workflow {
  const flow = Object.assign(new Workflow(), { part: { rows: 1, chars: 1e6 } });
  flow.limits = { ...flow.limits, ...limits };
  return flow;
}

async function expectNothing(flow: Workflow, extracting: Promise<unknown>, failed: unknown): Promise<void> {
  await expect(extracting).rejects.toEqual(failed);
  expect(flow.csv.appeared).toEqual([]);
  expect(flow.csv.unreleased).toEqual([]);
  expect(flow.input.unclosed).toEqual([]);
}

describe('The limits of a job', () => {
  test('grow with the timeout of the function, and are shared by a batch', () => {
    const one = jobLimits(900, 1);
    const [shorter, shared] = [jobLimits(90, 1), jobLimits(900, 10)];
    for (const limit of ['bytes', 'rows', 'parts'] as const) {
      expect(one[limit] / shorter[limit]).toBeCloseTo(10, 0);
      expect(shared[limit]).toBe(shorter[limit]);
    }
  });

  test('leave room in /tmp for the keys of every row, however long the timeout is', () => {
    for (const [timeout, batch] of [
      [900, 1],
      [900, 10],
      [43_200, 1],
    ] as const) {
      expect(jobLimits(timeout, batch).rows * 22 * batch).toBeLessThanOrEqual(512 * 1024 * 1024);
    }
  });

  test('are never below one, however short the timeout is', () => {
    expect(jobLimits(1, 10)).toMatchObject({ parts: 1 });
  });
});

describe('A job beyond a limit', () => {
  test('of bytes is refused before any byte is read, and its receipt says so', async () => {
    const flow = limited({ bytes: 20 });
    const open = jest.spyOn(flow.input, 'open');
    await expectNothing(
      flow,
      flow.extract('m.ndjson', lines(3)),
      failure('PermanentFailure', 'INPUT_TOO_LARGE'),
    );
    expect(open).not.toHaveBeenCalled();
    expect(flow.ledger.jobs).toMatchObject([{ state: 'failed', reason: 'INPUT_TOO_LARGE' }]);
  });

  test('of bytes is refused once a compressed input has passed the limit', async () => {
    const flow = limited({ bytes: 1000 });
    const content = gzipSync(lines(500));
    expect(content.length).toBeLessThan(flow.limits.bytes * 2);
    flow.limits = { ...flow.limits, bytes: content.length };
    await expectNothing(
      flow,
      flow.extract('m.ndjson', content),
      failure('PermanentFailure', 'INPUT_TOO_LARGE'),
    );
  });

  test('of rows is refused, even when the rows are rejected', async () => {
    for (const content of [lines(3), 'x\nx\nx\n']) {
      expect(await limited({ rows: 3 }).extract('m.ndjson', content)).toMatchObject({ rows: 3 });
      const flow = limited({ rows: 2 });
      const refused = failure('PermanentFailure', 'TOO_MANY_ROWS');
      await expectNothing(flow, flow.extract('m.ndjson', content), refused);
    }
  });

  test('of parts is refused', async () => {
    expect(await limited({ parts: 3 }).extract('m.ndjson', lines(3))).toMatchObject({ parts: 3 });
    const flow = limited({ parts: 2 });
    await expectNothing(
      flow,
      flow.extract('m.ndjson', lines(3)),
      failure('PermanentFailure', 'TOO_MANY_PARTS'),
    );
  });
});

describe('A job whose time is over', () => {
  const late = failure('RetryableFailure', 'OUT_OF_TIME');

  test('stops, deletes its uploads, and may be retried', async () => {
    const flow = Object.assign(limited(), { time: 30 });
    const upload = flow.csv.upload.bind(flow.csv);
    flow.csv.upload = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return upload(...args);
    };
    await expectNothing(flow, flow.extract('m.ndjson', lines(50)), late);
    expect(flow.ledger.jobs).toMatchObject([{ state: 'failed', reason: 'OUT_OF_TIME' }]);
    flow.time = 60_000;
    flow.csv.upload = upload;
    expect(await flow.extractRequest(flow.request('m.ndjson'))).toMatchObject({ parts: 50 });
  });

  test('also stops when all its rows are rejected, or when it has no rows', async () => {
    for (const content of ['x\n'.repeat(50), '\n'.repeat(50), '']) {
      const flow = Object.assign(limited(), { time: 0 });
      await expectNothing(flow, flow.extract('m.ndjson', content), late);
    }
  });

  test('does not wait for a source that is silent', async () => {
    const flow = Object.assign(limited(), { time: 50 });
    flow.input.give('m.ndjson', lines(3));
    const body = new Readable({ read() {} });
    const version = await flow.input.stat('m.ndjson');
    const object = { ...(version ?? { etag: '', bytes: 0 }), body, close: () => body.destroy() };
    flow.input.open = async () => object;
    await expectNothing(flow, flow.extractRequest(flow.request('m.ndjson')), late);
  }, 5000);

  test('fails permanently when its input is broken', async () => {
    const flow = limited();
    flow.time = 20;
    flow.input.give('m.json', '{');
    const open = flow.input.open.bind(flow.input);
    flow.input.open = async (key) => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return open(key);
    };
    await expectNothing(
      flow,
      flow.extractRequest(flow.request('m.json')),
      failure('PermanentFailure', 'JSON_NOT_ARRAY'),
    );
  });
});
