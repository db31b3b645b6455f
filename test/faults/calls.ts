import { gzipSync } from 'node:zlib';
import { redrive } from '../../kit/workflow/redrive';
import { canonical } from '../support/canonical';
import { throughProxy } from '../support/catalogue/alone';
import { type Catalogue, catalogue, type File, outcome } from '../support/catalogue/catalogue';
import { CALLS_PARAMS, CATALOGUE_PARAMS } from '../support/catalogue/stages';
import { FUNCTIONS_HERE } from '../support/catalogue/workers';

// Functions in containers cannot reach a proxy on this machine's loopback, so their row of docs/internals/faults.md stays open.
const proxied = FUNCTIONS_HERE ? test.concurrent : test.concurrent.skip;

const numbered = (count: number) => Array.from({ length: count }, (_, id) => ({ id, twice: 2 * id }));
const file = (count: number): File => ({ name: 'rows.json', body: JSON.stringify(numbered(count)) });

/** Waits until the file's job is done and all its rows are in the table, unchanged. Returns the job. */
async function expectAllLoaded(
  flow: Catalogue,
  { dataset, sent }: Awaited<ReturnType<Catalogue['sendFile']>>,
  count: number,
) {
  const job = await flow.watch.until(`${sent.name} done`, ({ jobs }) =>
    jobs.find(({ receipt, phase }) => receipt.id === sent.job && phase === 'done'),
  );
  const { counts, items } = outcome(job, await flow.rows(dataset), []);
  expect(counts).toEqual({ rows: count, accepted: count, rejected: 0, superseded: 0, filtered: 0 });
  expect(items).toEqual(numbered(count).map(({ id, twice }) => canonical({ id, twice })));
  return job;
}

proxied(
  '#6 when S3 answers 5xx or drops the connection in mid-body, the call is retried and every row is loaded (fault proxy)',
  () =>
    throughProxy(async (flow, faults) => {
      // The SDK itself makes three attempts.
      const sent = await flow.sendFile(file(50));
      await expectAllLoaded(flow, sent, 50);
      for (const rule of [
        { fault: 'InternalError', function: 'extract', operation: 'GetObject', times: 3 },
        { fault: 'cut', function: 'extract', operation: 'GetObject', times: 1 },
        { fault: 'SlowDown', function: 'load', operation: 'GetObject', times: 3 },
        { fault: 'cut', function: 'load', operation: 'GetObject', times: 1 },
      ] as const) {
        const { id } = await faults.set(rule);
        const { receipt } = await expectAllLoaded(flow, await flow.sendFile(file(2000)), 2000);
        expect(await faults.hits(id)).toBe(rule.times);
        expect({ rule, tries: receipt.tries }).toEqual({ rule, tries: rule.function === 'extract' ? 2 : 1 });
      }
    }),
);

proxied(
  '#37 items that DynamoDB leaves unprocessed are written after a pause, and no other item is written twice (fault proxy)',
  () =>
    throughProxy(async (flow, faults) => {
      const { id } = await faults.set({ fault: 'unprocessed', function: 'load', items: 7, times: 12 });
      await expectAllLoaded(flow, await flow.sendFile(file(500)), 500);
      expect(await faults.hits(id)).toBe(12);
    }),
);

proxied(
  '#38 a part whose writes are throttled throughout fails, and completes when it is redriven (fault proxy)',
  () =>
    throughProxy(async (flow, faults) => {
      await faults.set({
        fault: 'ProvisionedThroughputExceededException',
        function: 'load',
        operation: 'BatchWriteItem',
      });
      const sent = await flow.sendFile(file(40));
      const letter = await flow.letter(sent.key, ({ csvKeys }) =>
        csvKeys.some((key) => key.startsWith(sent.dataset)),
      );
      expect(letter.queue).toBe('load-failed');
      expect(await flow.rows(sent.dataset)).toEqual([]);
      await flow.watch.until(`${sent.key} failed`, ({ jobs }) =>
        jobs.find(({ receipt, phase }) => receipt.id === sent.sent.job && phase === 'failed'),
      );
      await faults.clear();
      await redrive(flow.stack, flow.aws);
      await expectAllLoaded(flow, sent, 40);
    }),
);

proxied(
  '#10 an input that is too large for one invocation is refused and releases nothing, and load hands over what it has no time for (fault proxy)',
  async () => {
    const { jobBytes, jobRows, jobParts, partRows: rowsOfPart } = CATALOGUE_PARAMS;
    const lines = (count: number, line = (id: number) => `{"id":${id}}`) =>
      Array.from({ length: count }, (_, id) => line(id)).join('\n');
    const blank = Buffer.alloc(jobBytes + 1, '\n');
    await (await catalogue).expectRefused({
      'by its length': { name: 'a.ndjson', body: blank, code: 'INPUT_TOO_LARGE' },
      'when it is unpacked': { name: 'a.ndjson.gz', body: gzipSync(blank), code: 'INPUT_TOO_LARGE' },
      'by its rows': { name: 'a.ndjson', body: lines(jobRows + 1, () => 'x'), code: 'TOO_MANY_ROWS' },
      'by its parts': {
        name: 'a.ndjson',
        body: lines(jobParts * rowsOfPart + 1),
        code: 'TOO_MANY_PARTS',
      },
    });
    await throughProxy(async (flow, faults) => {
      const handovers = async () =>
        (await flow.logLines(flow.stack.loadFunction)).filter((line) => line.includes('"message":"paused"'))
          .length;
      const before = await handovers();
      const { partRows, loadTimeout } = CALLS_PARAMS;
      // 80 batches, 8 at a time: ten times the delay.
      await faults.set({
        fault: 'delay',
        ms: 100 * loadTimeout,
        function: 'load',
        operation: 'BatchWriteItem',
      });
      await expectAllLoaded(flow, await flow.sendFile(file(partRows)), partRows);
      expect(await handovers()).toBeGreaterThan(before);
    });
  },
);
