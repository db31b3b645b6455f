import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { look } from '../../../../kit/workflow/look';
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

test('a file that will land as it is raises no doubt', async () => {
  expect(await looking('id,name\n1,a\n2,b\n')).toEqual([]);
  expect(await looking(gzipSync('id,name\n1,a\n2,b\n'))).toEqual([]);
  expect(await looking('')).toEqual([]);
  expect(await looking('{"id":1}', { key: 'readings.json', format: 'ndjson' })).toEqual([]);
});

test('a file that no job can read is not looked at', async () => {
  expect(await looking('id,id\n', { key: 'notes.txt' })).toEqual([]);
});

test('a warning of the reader comes with the option, for make and for ./sluice, and ends with it', async () => {
  const semicolons = 'id;name\n1;a\n2;b\n';
  expect(await looking(semicolons)).toEqual([
    expect.stringMatching(/file: cells end at ",", but ";" fits .*DELIMITER="…".*--delimiter "…"/),
  ]);
  expect(await looking(gzipSync(semicolons), { delimiter: ';' })).toEqual([]);
  expect(await looking('name, id\nann, 7\nbob, 8\n')).toEqual([
    expect.stringMatching(/file: the name of column 2 has spaces .*TRIM_HEADER=1.*--trim-header/),
  ]);
  expect(await looking('name, id\nann, 7\nbob, 8\n', { trimHeader: true })).toEqual([]);
});

const TIMES = readFileSync(path.join(__dirname, '../../../cases/id-not-unique.csv'));

test('an id that is not unique is counted, and can have more columns', async () => {
  expect(await looking(TIMES)).toEqual([
    expect.stringMatching(/297 of 300 rows have the id of a later row.*ID=a,b.*--id a,b/),
  ]);
  expect(await looking(TIMES, { id: ['id', 'ts'] })).toEqual([]);
  expect(await looking('a\n1\n1\n2\n3\n')).toEqual([]);
  expect(await looking('a\n1\n1\n2\n3\n', { id: ['a'] })).toEqual([expect.stringMatching(/1 of 4 rows/)]);
});

test('the step of the dataset counts', async () => {
  const own = pipeline({ version: 1, datasets: { readings: dataset({ id: ['id', 'ts'] }) } });
  expect(await looking(TIMES, {}, own)).toEqual([]);
  expect(await looking(TIMES, { dataset: 'other' }, own)).toHaveLength(1);
});

test('a file that fails at its start says with which code', async () => {
  expect(await looking('a,a\n1,2\n')).toEqual([
    expect.stringMatching(/will fail: HEADER_DUPLICATE: column 2 /),
  ]);
  expect(await looking('a;b\n1,5" x;2\n')).toEqual([
    expect.stringMatching(/";" fits/),
    expect.stringMatching(/will fail: INVALID_OPENING_QUOTE: line 2, column 4: .* QUOTE=none/),
  ]);
  expect(await looking(readFileSync(path.join(__dirname, '../../../cases/zip-called.csv')))).toEqual([
    expect.stringMatching(/will fail: INPUT_XLSX: /),
  ]);
});

test('only the start of a large file is read, by rows and by bytes', async () => {
  const rows = (count: number, text: string) => `id,t\n${`1,${text}\n`.repeat(count)}`;
  const looked = async (text: string) => Number(/ of (\d+) rows/.exec((await looking(text)).join())?.[1]);
  const narrow = await looked(`${rows(200_000, 'x')}"`);
  expect(narrow).toBeGreaterThanOrEqual(1000);
  expect(narrow).toBeLessThan(50_000);
  const wide = await looked(`${rows(100, 'x'.repeat(300 * 1024))}"`);
  expect(wide).toBeGreaterThan(40);
  expect(wide).toBeLessThan(60);
});
