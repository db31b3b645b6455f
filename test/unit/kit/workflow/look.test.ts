import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { look, type Suspicion } from '../../../../kit/workflow/look';
import type { JobMessage } from '../../../../kit/workflow/send';
import { dataset, pipeline } from '../../../../src/step';
import { noPipeline, type Pipeline } from '../../../../src/step/pipeline';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-look-'));
afterAll(() => rmSync(folder, { recursive: true }));

function looking(content: string | Buffer, message: Partial<JobMessage> = {}, own: Pipeline = noPipeline) {
  const file = path.join(folder, 'file');
  writeFileSync(file, content);
  return look(file, { key: 'readings.csv', ...message }, () => own);
}

const saying = (what: RegExp, option?: Suspicion['option']): Suspicion[] => [
  { what: expect.stringMatching(what), ...(option && { option }) },
];

test('a file that will land as it is raises no suspicion', async () => {
  expect(await looking('id,name\n1,a\n2,b\n')).toEqual([]);
  expect(await looking(gzipSync('id,name\n1,a\n2,b\n'))).toEqual([]);
  expect(await looking('')).toEqual([]);
  expect(await looking('{"id":1}', { key: 'readings.json', format: 'ndjson' })).toEqual([]);
});

test('a file that no job can read is not looked at', async () => {
  expect(await looking('id,id\n', { key: 'notes.txt' })).toEqual([]);
});

test('a name in the header that has spaces around it can be trimmed', async () => {
  expect(await looking('name, id\nann, 7\nbob, 8\n')).toEqual(
    saying(/around a name: " id"/, ['--trim-header']),
  );
  expect(await looking('{" id":1}', { key: 'readings.ndjson' })).toEqual([]);
});

const TIMES = `id,ts\n${Array.from({ length: 300 }, (_, i) => `${i % 3},${i}\n`).join('')}`;

test('an id that is not unique is counted, and can have more columns', async () => {
  const what = /\(id\) is not unique: a later row replaces 297 of the first 300 rows/;
  expect(await looking(TIMES)).toEqual(saying(what, ['--id', 'id,…']));
  expect(await looking(TIMES, { id: ['id', 'ts'] })).toEqual([]);
  expect(await looking('"a,b"\n1\n1\n', { id: ['a,b'] })).toEqual(
    saying(/\(a,b\) .* 1 of the first 2 rows/, ['--id', '"a,b",…']),
  );
});

test('the step of the dataset counts: its id and its transform are used', async () => {
  const own = pipeline({ version: 1, datasets: { readings: dataset({ id: ['id', 'ts'] }) } });
  expect(await looking(TIMES, {}, own)).toEqual([]);
  expect(await looking(TIMES, { dataset: 'other' }, own)).toHaveLength(1);
});

test('a file that fails at its start says with which code', async () => {
  expect(await looking('a,a\n1,2\n')).toEqual(saying(/^The job will fail: HEADER_DUPLICATE: column 2/));
});

test('only the start of a large file is read, by rows and by bytes', async () => {
  const rows = (count: number, text: string) => `id,t\n${`1,${text}\n`.repeat(count)}`;
  const [{ what = '' } = {}] = await looking(`${rows(200_000, 'x')}"`);
  const looked = Number(/of the first ([\d,]+) rows/.exec(what)?.[1]?.replace(',', ''));
  expect(looked).toBeGreaterThanOrEqual(1000);
  expect(looked).toBeLessThan(50_000);
  const [wide] = await looking(`${rows(100, 'x'.repeat(300 * 1024))}"`);
  expect(wide?.what).toMatch(/of the first 5\d rows/);
});
