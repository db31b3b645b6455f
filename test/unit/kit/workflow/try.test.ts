import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Tried, tryFile } from '../../../../kit/workflow/try';
import type { JobRequest } from '../../../../src/ledger/job';
import type { Row } from '../../../../src/row/value';
import { dataset, pipeline, reject, skip } from '../../../../src/step';
import { noPipeline, type Pipeline, type Transformed } from '../../../../src/step/pipeline';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-try-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const numbers = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

function trying(content: string | Buffer, own: Pipeline = noPipeline, limit = 20): Promise<Tried> {
  const file = path.join(folder, 'n.ndjson');
  writeFileSync(file, content);
  const request: JobRequest = { key: 'n.ndjson', dataset: 'n', format: 'ndjson', messageId: '' };
  return tryFile(file, request, own, limit);
}

const withTransform = (transform: (row: Row) => Transformed) =>
  pipeline({ version: 1, datasets: { n: dataset({ transform }) } });

test('only the first rows of a large file are returned, and all are counted', async () => {
  const own = withTransform((row) => (Number(row.id) % 4 === 3 ? skip : row));
  const tried = await trying(lines([...numbers(100_000), { id: 0 }]), own, 3);
  expect(tried.rows.map(({ number, became }) => [number, became])).toEqual([
    [1, 'superseded'],
    [2, 'item'],
    [3, 'item'],
  ]);
  expect(tried.counts).toEqual({
    ...{ rows: 100_001, accepted: 75_000, rejected: 0, superseded: 1, filtered: 25_000 },
  });
});

test('each code is reported with its row count and its first row, even for rows that are not shown', async () => {
  const own = withTransform((row) => (Number(row.id) < 2 ? row : reject('LATE', `it is ${row.id}`)));
  const tried = await trying(lines([...numbers(5)]), own, 1);
  expect(tried.codes).toEqual([{ code: 'LATE', rows: 3, first: 3, message: 'it is 2' }]);
});

test('a step with a new code for each row does not fill the memory', async () => {
  const own = withTransform((row) => reject(`CODE_${row.id}`, 'x'));
  const tried = await trying(lines(numbers(5000)), own);
  expect(tried.codes.length).toBeLessThanOrEqual(100);
  expect(tried.counts.rejected).toBe(5000);
});

test('a failure of the whole file is reported, with the outcome of the rows before it', async () => {
  const own = withTransform((row) => (row.id === 2 ? { id: Number.NaN } : row));
  const tried = await trying(lines(numbers(4)), own);
  expect(tried.failure).toMatchObject({ code: 'OUTPUT_NOT_JSON' });
  expect(tried.rows).toHaveLength(2);
  expect(tried.counts).toMatchObject({ rows: 3, accepted: 2 });
});

test('a broken or a gzipped file is read as a job reads it', async () => {
  expect((await trying(Buffer.from([0x7b, 0xff]))).failure).toMatchObject({ code: 'INPUT_NOT_UTF8' });
  expect((await trying(gzipSync(lines(numbers(3))))).counts).toMatchObject({ rows: 3, accepted: 3 });
});
