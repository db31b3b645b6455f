import { gzipSync } from 'node:zlib';
import { csv } from '../../../src/formats/csv';
import type { Input } from '../../../src/formats/format';
import { json } from '../../../src/formats/json';
import { ndjson } from '../../../src/formats/ndjson';
import { text } from '../../../src/formats/text';
import { warningList } from '../../../src/warnings';
import { chunked, joined } from '../../support/bytes';
import { outcomes } from '../../support/rows';

const SIZES = [1, 2, 3, 5, 64, 100_000];
const latin1 = (bytes: string) => Buffer.from(bytes, 'latin1');
const utf16le = (content: string) => Buffer.from(content, 'utf16le');
const utf16be = (content: string) => utf16le(content).swap16();

const read = async (bytes: Uint8Array, encoding?: string, size = 3) => {
  const input: Input = { stream: () => chunked(bytes, size), reading: { encoding }, warn: () => {} };
  return (await joined(text(input))).toString();
};

const warnings = async (bytes: Uint8Array, encoding: string, size: number) => {
  const { warnings, warn } = warningList();
  await joined(text({ stream: () => chunked(bytes, size), reading: { encoding }, warn }));
  return warnings.map(({ code }) => code);
};

describe('A text in another encoding', () => {
  test.each(['windows-1252', 'iso-8859-1', 'latin1', 'ascii', 'Windows-1252'])(
    'called %s has the characters of windows-1252, on every version of Node.js',
    async (encoding) => {
      const bytes = latin1('\x80 \x92 \x9e \xff \x81');
      for (const size of SIZES) expect(await read(bytes, encoding, size)).toBe('€ ’ ž ÿ \x81');
    },
  );

  test.each([
    ['iso-8859-15', '\xa4', '€'],
    ['windows-1251', '\xcf\xf0', 'Пр'],
    ['macintosh', '\x8a', 'ä'],
    ['shift_jis', '\x93\xfa\x96\x7b', '日本'],
    ['gb18030', '\xd6\xd0\x81\x30\x81\x30', '中\x80'],
    ['euc-kr', '\xc7\xd1', '한'],
    ['gbk', '\xa2\xe3', '€'],
    ['big5', '\xf9\xd6', '碁'],
    ['euc-jp', '\xad\xa1', '①'],
    ['iso-2022-jp', '\x1b$B\x46\x7c\x1b(B', '日'],
  ])('%s is decoded, wherever a chunk ends', async (encoding, bytes, expected) => {
    for (const size of SIZES)
      expect(await read(latin1(`a,${bytes}\n`), encoding, size)).toBe(`a,${expected}\n`);
  });

  test.each([
    ['utf-16', utf16le('\ufeffa,😀\n')],
    ['utf-16le', utf16le('a,😀\n')],
    ['utf-16be', utf16be('a,😀\n')],
    // The mark decides: https://encoding.spec.whatwg.org/#decode
    ['utf-16', utf16be('\ufeffa,😀\n')],
    ['windows-1252', utf16le('\ufeff\ufeffa,😀\n')],
    ['windows-1252', Buffer.from('\ufeffa,😀\n')],
    ['utf-8', Buffer.from('\ufeffa,😀\n')],
  ])('%s is decoded with its mark or without, wherever a chunk ends', async (encoding, bytes) => {
    for (const size of SIZES) expect(await read(bytes, encoding, size)).toBe('a,😀\n');
  });

  test.each([
    ['utf-16le', Buffer.concat([utf16le('ab'), Buffer.from([0, 0xd8]), utf16le('cd')]), 7],
    ['utf-16le', Buffer.concat([utf16le('ab'), Buffer.from([0x61])]), 5],
    ['shift_jis', latin1('ab\x81 c'), 3],
    ['windows-1253', latin1('ab\xd2c'), 2],
    ['iso-8859-7', latin1('abcdefg\xaeh'), 7],
    ['gb18030', latin1('ab\x81'), 3],
    // Node.js takes these for controls and characters for private use.
    ['euc-kr', latin1('ab\x8c\x63'), 2],
    ['big5', latin1('ab\x87\x40'), 3],
    ['euc-jp', latin1('ab\x80'), 2],
    ['utf-8', latin1('ab\x81'), 2],
  ])(
    '%s with bytes that are not in it is refused near the first of them',
    async (encoding, bytes, offset) => {
      const code = encoding === 'utf-8' ? 'INPUT_NOT_UTF8' : 'INPUT_NOT_IN_ENCODING';
      for (const size of SIZES) {
        await expect(read(bytes, encoding, size)).rejects.toMatchObject({ code, context: { offset } });
      }
    },
  );

  test.each(['windows-1252', 'iso-8859-2', 'koi8-r', 'macintosh', 'ibm866', 'x-mac-cyrillic'])(
    'of one byte per character, such as %s, is decoded only once',
    async (encoding) => {
      const decode = jest.spyOn(TextDecoder.prototype, 'decode');
      await read(Buffer.from('a;b\n1;2\n'), encoding, 4);
      const decoded = decode.mock.calls.filter(([chunk]) => chunk !== undefined);
      decode.mockRestore();
      expect(decoded).toHaveLength(2);
    },
  );

  test.each(['windows-1252', 'shift_jis', 'gb18030'])(
    'that is UTF-8 instead of %s gives a warning, wherever a chunk ends',
    async (encoding) => {
      for (const size of SIZES) {
        expect(await warnings(Buffer.from('id,name\n1,Zoë Müller\n'), encoding, size)).toEqual([
          'ENCODING_DOUBTFUL',
        ]);
        expect(await warnings(Buffer.from('id,name\n1,Zoe\n'), encoding, size)).toEqual([]);
      }
    },
  );

  test.each([
    ['windows-1252', latin1('M\x81ller')], // MS-DOS
    ['iso-8859-2', latin1('\x8at\x9b')], // windows-1250
  ])('that has controls as %s gives one warning, wherever a chunk ends', async (encoding, bytes) => {
    for (const size of SIZES) expect(await warnings(bytes, encoding, size)).toEqual(['ENCODING_DOUBTFUL']);
  });

  test.each([
    ['windows-1252', latin1('Zo\xeb M\xfcller')],
    ['windows-1252', latin1('\x80 \x85 \x92 \x9e')],
    ['shift_jis', latin1('\x93\xfa\x96\x7b')],
    ['utf-16le', utf16le('Zoë')],
    ['utf-8', Buffer.from('Zoë')],
  ])('that is %s as it says gives no warning', async (encoding, bytes) => {
    for (const size of SIZES) expect(await warnings(bytes, encoding, size)).toEqual([]);
  });

  test('is read in every format', async () => {
    const bytes = (content: string) => chunked(utf16le(content), 5);
    const reading = { encoding: 'utf-16' };
    expect(await outcomes(csv, bytes('a,b\n1,é\n'), reading)).toEqual([{ a: '1', b: 'é' }]);
    expect(await outcomes(json, bytes('[{"a":"é"}]'), reading)).toEqual([{ a: 'é' }]);
    expect(await outcomes(ndjson, bytes('{"a":"é"}\n'), reading)).toEqual([{ a: 'é' }]);
  });
});

describe('What is not text is refused by name:', () => {
  const TAR = Buffer.alloc(512);
  TAR.write('a.csv');
  TAR.write('ustar\0', 257);

  test.each([
    ['INPUT_GZIPPED_TWICE', gzipSync('a')],
    ['INPUT_ZIP', latin1('PK\x03\x04\x14\0\0\0\x08\0data.csv')],
    ['INPUT_ZIP', latin1('PK\x05\x06\0\0')],
    ['INPUT_XLSX', latin1('PK\x03\x04\x14\0\0\0\x08\0xl/workbook.xml')],
    ['INPUT_XLSX', latin1('PK\x03\x04\x14\0\0\0\x08\0[Content_Types].xml')],
    ['INPUT_XLS', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0')],
    ['INPUT_TAR', TAR],
    ['INPUT_PARQUET', latin1('PAR1\x15\x04\x15\x10')],
    ['INPUT_PDF', latin1('%PDF-1.7\n')],
    ['INPUT_COMPRESSED', latin1('BZh91AY&SY\x12')],
    ['INPUT_COMPRESSED', latin1('\xfd7zXZ\0\0')],
    ['INPUT_COMPRESSED', latin1('\x28\xb5\x2f\xfd\x04')],
    ['INPUT_HTML', Buffer.from('\ufeff\r\n <!DOCTYPE html>\n<html>')],
    ['INPUT_HTML', Buffer.from('<HTML lang="en">')],
    ['INPUT_HTML', Buffer.from('<table>\n<tr><td>id</td></tr>')],
    ['INPUT_HTML', Buffer.from('<!-- saved -->\n<html>')],
    ['INPUT_XML', Buffer.from("\ufeff<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>")],
    ['INPUT_ODS', latin1('PK\x03\x04\x14\0\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet')],
    ['INPUT_UTF32', latin1('\xff\xfe\0\0a\0\0\0')],
    ['INPUT_BINARY', latin1('SQLite format 3\0\x10\0\x01\x01\0@  \0\0\x8f\x0c')],
    ['INPUT_UTF16', utf16le('Имя;Возраст\r\n')],
    ['INPUT_UTF16', utf16be('Имя;Возраст\r\n')],
    ['INPUT_UTF16', utf16le('\ufeffa')],
    ['INPUT_UTF16', utf16be('\ufeffa')],
    ['INPUT_UTF16', utf16le('id,n')],
    ['INPUT_UTF16', utf16be('id,n')],
  ])('%s', async (code, bytes) => {
    for (const size of SIZES) {
      await expect(read(bytes, undefined, size)).rejects.toMatchObject({ name: 'PermanentFailure', code });
    }
  });

  test.each([
    ['INPUT_ZIP', latin1('PK\x03\x04'), 'windows-1252'],
    ['INPUT_UTF16', utf16le('id,n'), 'windows-1252'],
    ['INPUT_UTF32', latin1('\xff\xfe\0\0a\0\0\0'), 'utf-16le'],
  ])('%s, even when an encoding of text is given', async (code, bytes, encoding) => {
    await expect(read(bytes, encoding)).rejects.toMatchObject({ code });
  });

  test('a zero byte is text in the encoding that the message names', async () => {
    expect(await read(latin1('\xe4\0b'), 'windows-1252')).toBe('ä\0b');
  });

  test('the encoding to give is named', async () => {
    await expect(read(utf16be('id,n'))).rejects.toMatchObject({ context: { encoding: 'utf-16be' } });
  });
});

test.each([
  'PAR1,PK,BZh9\n1,2,3\n',
  '<DATE>,<TIME>\n',
  `\0${'é'.repeat(300)}`,
  'a\0b,\0\n',
  '\0',
  'html\n<html>\n',
  `${'x'.repeat(257)}ustar\0`,
])('the text %j is not mistaken for anything else', async (content) =>
  expect(await read(Buffer.from(content))).toBe(content),
);
