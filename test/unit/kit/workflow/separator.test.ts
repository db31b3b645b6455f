import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { wrongSeparator } from '../../../../kit/workflow/separator';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'sluice-separator-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function warning(content: string | Buffer, key = 'readings.csv', format?: string) {
  const file = path.join(folder, 'file');
  writeFileSync(file, content);
  return wrongSeparator(file, { key, format });
}

test.each([
  ['semicolons', 'station;day\r\nKSEA;1\r\n', /looks semicolon-separated/],
  ['semicolons between quotes', '"station";"day"\n"a,b";"1"\n', /looks semicolon-separated/],
  ['tabs', 'station\tday\nKSEA\t1\n', /FORMAT=tsv/],
])('a CSV with %s gets a warning', async (_what, content, expected) => {
  expect(await warning(content)).toMatch(expected);
  expect(await warning(gzipSync(content), 'readings.csv.gz')).toMatch(expected);
  expect(await warning(content, 'readings.txt', 'csv')).toMatch(expected);
});

test('a TSV with commas gets a warning', async () => {
  expect(await warning('station,day\nKSEA,1\n', 'readings.tsv')).toMatch(/FORMAT=csv/);
});

test('the header of a large gzipped file is also checked', async () => {
  const noise = Array.from({ length: 50_000 }, () => Math.random().toString(36)).join('\n');
  expect(await warning(gzipSync(`a;b\n${noise}`), 'large.csv.gz')).toMatch(/semicolon/);
});

test.each([
  ['has commas', 'station,day;time\n', 'readings.csv', undefined],
  ['has one column', 'station\nA;B\n', 'readings.csv', undefined],
  ['has one column with a semicolon in its quoted name', '"a;b"\n1\n', 'readings.csv', undefined],
  ['is empty', '', 'readings.csv', undefined],
  ['is cut off as gzip', gzipSync('a,b\n').subarray(0, 12), 'readings.csv', undefined],
  ['is sent as TSV', 'station\tday\n', 'readings.csv', 'tsv'],
  ['is of no format that is known', 'station\tday\n', 'readings.txt', 'xml'],
  ['is not a CSV', '{"a":"b;c"}\n', 'readings.ndjson', undefined],
])('a file that %s gets no warning', async (_what, content, key, format) => {
  expect(await warning(content, key, format)).toBeUndefined();
});
