import { gzipSync } from 'node:zlib';
import { inputOf } from '../../../src/extract/source';
import { type FormatName, formatNames, formatOf, formats } from '../../../src/formats/registry';
import { chunked } from '../../support/bytes';

test.each(formatNames)('a file of each extension of %s is read as such', (name) => {
  const { extensions } = formats[name];
  expect(extensions.map(formatOf)).toEqual(extensions.map(() => name));
  for (const extension of extensions) expect(extension).toMatch(/^\.[a-z0-9]+$/);
});

test('an unknown extension has no format', () => {
  for (const extension of ['', '.', '.txt', 'csv', '.constructor'])
    expect(formatOf(extension)).toBeUndefined();
});

test.each<FormatName>(['csv', 'json', 'ndjson', 'tsv'])(
  'bytes that are not UTF-8 are not read as %s',
  async (name) => {
    for (const bytes of [Buffer.from([0x5b, 0xff]), gzipSync(Buffer.from([0x5b, 0xff]))]) {
      const reading = (async () => {
        const input = inputOf({ body: chunked(bytes), bytes: bytes.length }, 1e6);
        for await (const _ of formats[name].read(input));
      })();
      await expect(reading).rejects.toMatchObject({ name: 'PermanentFailure', code: 'INPUT_NOT_UTF8' });
    }
  },
);
