import { gzipSync } from 'node:zlib';
import { alone } from '../support/catalogue/alone';
import { type Catalogue, catalogue } from '../support/catalogue/catalogue';
import { MULTIPART_UPLOAD_PARTS } from '../support/catalogue/limits';
import { ALONE_PARAMS, CATALOGUE_PARAMS } from '../support/catalogue/stages';
import { FUNCTIONS_HERE, killWorkers, peakMemory } from '../support/catalogue/workers';
import { jobOf } from '../support/workflow';

const MB = 1024 * 1024;

/** Compresses a repeated text: a gzip file may have several members. */
function gzipped(text: string, times: number): Buffer {
  return Buffer.concat(Array(times).fill(gzipSync(text)));
}

test.concurrent('#11 an input larger than the memory of the function streams through it in flat memory', () =>
  alone(async (flow) => {
    // Whitespace counts as input but makes no item, which keeps the engine's own memory small.
    const rows = Array.from({ length: 300 }, (_, id) => ({ id, t: 'x' }));
    const body = rows.map(({ id }) => gzipSync(`{"id":${id},${' '.repeat(MB)}"t":"x"}\n`));
    expect(rows.length * MB).toBeGreaterThan(ALONE_PARAMS.memorySize * MB);
    if (FUNCTIONS_HERE) await killWorkers(flow.stack.extractFunction);
    await flow.expectLoads({
      'as NDJSON': { name: 'large.ndjson.gz', body: Buffer.concat(body), items: rows },
    });
    await expectFlat(flow);
  }));

test.concurrent('#12 when a source breaks in the middle, its upload is aborted: no part, no event', async () => {
  const flow = await catalogue;
  const rows = Array.from({ length: 2500 }, (_, id) => `{"id":${id}}\n`).join('');
  // Two parts are full, and so uploaded, before the text breaks.
  const body = Buffer.concat([gzipSync(rows), gzipSync(Buffer.from([0xff]))]);
  expect(2500).toBeGreaterThan(2 * CATALOGUE_PARAMS.partRows);
  const { sent, dataset } = await flow.sendFile({ name: 'breaks.ndjson.gz', body });
  const snapshot = await flow.settled([sent]);
  expect(snapshot.deadLetters.map(({ messageId }) => messageId)).toContain(sent.messageId);
  expect(jobOf(snapshot, sent)).toMatchObject({
    phase: 'failed',
    accepted: 0,
    receipt: { reason: 'INPUT_NOT_UTF8' },
  });
  expect(await flow.left(dataset)).toEqual([]);
  const started = (await flow.logLines(flow.stack.loadFunction)).filter((line) => line.includes(dataset));
  expect(started).toEqual([]);
});

test.concurrent('#13 an output larger than one part becomes several parts, each far below 10,000 upload parts', async () => {
  const flow = await catalogue;
  const rows = Array.from({ length: 2001 }, (_, id) => ({ id, t: `row ${id}` }));
  const { sent, dataset } = await flow.sendFile({ name: 'large.json', body: JSON.stringify(rows) });
  const job = jobOf(await flow.settled([sent]), sent);
  expect(job).toMatchObject({ phase: 'done', rows: 2001, accepted: 2001, rejected: 0, superseded: 0 });
  expect(job.loaded.map((part) => part.rows)).toEqual([1000, 1000, 1]);
  const versions = Object.entries(await flow.versions(`${dataset}/`)).filter(([key]) => key.endsWith('.csv'));
  expect(versions.map(([key]) => key.slice(-20))).toEqual([1, 2, 3].map((n) => `large.part-0000${n}.csv`));
  // The ETag of a multipart upload shows how many upload parts it had.
  for (const [, version] of versions) {
    const uploadParts = Number(/-(\d+)"/.exec(version)?.[1] ?? 1);
    expect(uploadParts).toBeLessThan(MULTIPART_UPLOAD_PARTS / 1000);
  }
  await flow.expectLoads({
    'with each value in place': { name: 'again.json', body: JSON.stringify(rows), items: rows },
  });
});

test.concurrent('#24 a gzip bomb ends in the dead-letter queue at the byte cap, in flat memory', () =>
  alone(async (flow) => {
    const spaces = gzipped(' '.repeat(64 * MB), 16);
    expect(spaces.length).toBeLessThan(2 * MB);
    expect(1024 * MB).toBeGreaterThan(ALONE_PARAMS.jobBytes);
    if (FUNCTIONS_HERE) await killWorkers(flow.stack.extractFunction);
    await flow.expectRefused({
      'of white space': { name: 'bomb.json.gz', body: spaces, code: 'INPUT_TOO_LARGE' },
    });
    await flow.expectRefused({
      'in one record': {
        name: 'bomb.csv.gz',
        body: Buffer.concat([gzipSync('id,t\n1,a\n2,"'), gzipped('x'.repeat(64 * MB), 16)]),
        code: 'RECORD_TOO_LARGE',
      },
      // Decompressed once, as its name says; the content is not text.
      'within a gzip': {
        name: 'twice.json.gz.gz',
        body: gzipSync(spaces),
        format: 'json',
        code: 'INPUT_GZIPPED_TWICE',
      },
    });
    await expectFlat(flow);
  }));

/**
 * Checks that no process of the function exceeded its memory. Works on Linux, where the engine's functions are
 * processes.
 */
async function expectFlat(flow: Catalogue): Promise<void> {
  if (process.platform !== 'linux' || process.env.SLUICE_TEST_FUNCTIONS !== 'processes') return;
  expect(await peakMemory(flow.stack.extractFunction)).toBeLessThan(ALONE_PARAMS.memorySize * MB);
}
