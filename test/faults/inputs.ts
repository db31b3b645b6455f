import { gzipSync } from 'node:zlib';
import { RECORD_BYTES } from '../../src/limits';
import { catalogue } from '../support/catalogue/catalogue';

const MARK = '\uFEFF';
const nothing = { items: [] };

test.concurrent('#21 an empty file, an empty array and a CSV with only a header succeed with zero rows', async () => {
  const flow = await catalogue;
  await flow.expectLoads({
    'empty JSON': { name: 'a.json', body: '', ...nothing },
    'an empty array': { name: 'a.json', body: ' [ ]\n', ...nothing },
    'white space, as JSON': { name: 'a.json', body: ' \n', ...nothing },
    'empty NDJSON': { name: 'a.ndjson', body: '', ...nothing },
    'blank lines': { name: 'a.ndjson', body: '\n \r\n\n', ...nothing },
    'an empty CSV': { name: 'a.csv', body: '', ...nothing },
    'a header alone': { name: 'a.csv', body: 'id,t', ...nothing },
    'a header alone, as TSV': { name: 'a.tsv', body: 'id\tt\r\n', ...nothing },
    'empty after gunzip': { name: 'a.json.gz', body: gzipSync(''), ...nothing },
    'a byte-order mark alone': { name: 'a.csv', body: MARK, ...nothing },
  });
  const { job } = await flow.drop('id,t\n');
  expect(job).toMatchObject({ rows: 0, accepted: 0, rejected: 0, superseded: 0 });
});

test.concurrent('#22 a UTF-8 byte-order mark is removed', async () => {
  const flow = await catalogue;
  await flow.expectLoads({
    'of JSON': { name: 'a.json', body: `${MARK}[{"id":1}]`, items: [{ id: 1 }] },
    'of NDJSON': { name: 'a.ndjson', body: `${MARK}{"id":1}\n`, items: [{ id: 1 }] },
    'of a CSV': { name: 'a.csv', body: `${MARK}id,t\n1,x\n`, items: [{ id: '1', t: 'x' }] },
    'of a CSV with quotes': {
      name: 'a.csv',
      body: `${MARK}"id","t"\n"1","x"\n`,
      items: [{ id: '1', t: 'x' }],
    },
    'of a gzipped file': { name: 'a.json.gz', body: gzipSync(`${MARK}[{"id":1}]`), items: [{ id: 1 }] },
    'twice in a row': { name: 'a.csv', body: `${MARK}${MARK}id,t\n1,x\n`, items: [{ id: '1', t: 'x' }] },
    'but not one within the text': {
      name: 'a.json',
      body: `[{"${MARK}id":"${MARK}x"}]`,
      items: [{ [`${MARK}id`]: `${MARK}x` }],
    },
  });
  const { rows } = await flow.drop(`${MARK}id,t\n1,x\n`);
  expect(rows).toMatchObject([{ id: '1', t: 'x' }]);
});

test.concurrent('#23 text that is not UTF-8 ends in the dead-letter queue with the byte offset, and never as U+FFFD', async () => {
  const flow = await catalogue;
  const latin = (text: string) => Buffer.from(text, 'latin1');
  const utf16 = (text: string) => Buffer.from(`${MARK}${text}`, 'utf16le');
  const code = 'INPUT_NOT_UTF8';
  const cases = {
    'Latin-1 in a CSV': { name: 'latin.csv', body: latin('id,t\n1,caf\xe9\n'), code, offset: 10 },
    'Latin-1 in NDJSON': { name: 'latin.ndjson', body: latin('{"id":1}\n{"id":"\xe9"}'), code, offset: 16 },
    'Latin-1 in JSON': { name: 'latin.json', body: latin('[{"id":"\xfc"}]'), code, offset: 8 },
    'a character that is cut at the end': {
      name: 'cut.csv',
      body: latin('id\nx\xf0\x9f'),
      code,
      offset: 4,
    },
    'half of a surrogate pair': { name: 'half.csv', body: latin('id\n\xed\xa0\x80'), code, offset: 3 },
    'an overlong zero': { name: 'zero.csv', body: latin('id\n\xc0\x80'), code, offset: 3 },
  };
  const utf16Cases = {
    'UTF-16, low byte first': { name: 'le.csv', body: utf16('id\n1\n'), code: 'INPUT_UTF16' },
    'UTF-16, high byte first': { name: 'be.json', body: utf16('[{"id":1}]').swap16(), code: 'INPUT_UTF16' },
  };
  await flow.expectRefused({ ...cases, ...utf16Cases });

  await flow.expectLoads({
    'UTF-16 that is named': {
      ...{ name: 'le.csv', body: utf16('id,t\n1,é😀\n'), encoding: 'utf-16' },
      items: [{ id: '1', t: 'é😀' }],
    },
    'windows-1252 that is named': {
      ...{ name: 'euro.json', body: latin('[{"id":1,"t":"\x80 \x92 \x9e"}]'), encoding: 'iso-8859-1' },
      items: [{ id: 1, t: '€ ’ ž' }],
    },
  });

  const { key } = await flow.dropDead(latin('id,t\n1,caf\xe9\n'), /not UTF-8 at byte 10/);
  expect(await flow.left(key.replace(/\.csv$/, ''))).toEqual([]);
  const said = (await flow.logLines(flow.stack.extractFunction)).join('\n');
  for (const { offset } of Object.values(cases)) expect(said).toContain(`not UTF-8 at byte ${offset}`);
});

test.concurrent('#26 a truncated JSON document and one that is not an array end in the dead-letter queue, and nothing is loaded', async () => {
  // Enough rows for three parts before the break.
  const many = Array.from({ length: 2500 }, (_, id) => JSON.stringify({ id }));
  await (await catalogue).expectRefused({
    'that ends within a row': { name: 'a.json', body: '[{"id":1},{"id":2', code: 'JSON_TRUNCATED' },
    'that ends after a row': { name: 'a.json', body: `[${many}`, code: 'JSON_TRUNCATED' },
    'that ends after a comma': { name: 'a.json', body: '[{"id":1},', code: 'JSON_TRUNCATED' },
    'that continues after its end': { name: 'a.json', body: '[{"id":1}][{"id":2}]', code: 'JSON_INVALID' },
    'with a row that is not JSON': { name: 'a.json', body: `[${many},{"id":NaN}]`, code: 'JSON_INVALID' },
    'with a comma too many': { name: 'a.json', body: '[{"id":1},]', code: 'JSON_INVALID' },
    'that is an object': { name: 'a.json', body: '{"id":1}', code: 'JSON_NOT_ARRAY' },
    'that is a text': { name: 'a.json', body: '"id"', code: 'JSON_NOT_ARRAY' },
    'that is null': { name: 'a.json', body: 'null', code: 'JSON_NOT_ARRAY' },
  });
});

test.concurrent('#28 a CSV with a duplicate or an empty header ends in a dead-letter queue', async () => {
  const flow = await catalogue;
  const name = 'a.csv';
  await flow.expectRefused({
    'two of one name': { name, body: 'id,t,id\n1,x,2\n', code: 'HEADER_DUPLICATE' },
    'two of one name, in quotes': { name, body: 'id,"id"\n1,2\n', code: 'HEADER_DUPLICATE' },
    'one without a name': { name, body: 'id,,t\n1,2,3\n', code: 'HEADER_EMPTY' },
    'one without a name at the end': { name: 'a.tsv', body: 'id\t\n1\t2\n', code: 'HEADER_EMPTY' },
  });
  await Promise.all([
    flow.dropDead('id,id\n1,2\n', /name of an earlier/),
    flow.dropDead('id,\n1,2\n', /has no name/),
  ]);
});

test.concurrent('#30 an unclosed quote and a record over the byte limit never pass as a partial success', async () => {
  const flow = await catalogue;
  const long = 'x'.repeat(RECORD_BYTES + 1);
  const quote = 'id,t\n1,a\n2,"open\n3,c\n';
  await flow.expectRefused({
    'an open quote in a CSV': { name: 'a.csv', body: quote, code: 'CSV_QUOTE_NOT_CLOSED' },
    'an open quote in the header': { name: 'a.csv', body: 'id,"t\n1,a\n', code: 'CSV_QUOTE_NOT_CLOSED' },
    'a quote within a cell': { name: 'a.csv', body: 'id,t\n1,a"b\n', code: 'INVALID_OPENING_QUOTE' },
    'text behind a quote': { name: 'a.csv', body: 'id,t\n1,"a"b\n', code: 'CSV_INVALID_CLOSING_QUOTE' },
    'a long record of a CSV': { name: 'a.csv', body: `id,t\n1,a\n2,${long}\n`, code: 'RECORD_TOO_LARGE' },
    'a record of delimiters': {
      name: 'a.csv',
      body: `id\n${','.repeat(3 * RECORD_BYTES)}`,
      code: 'RECORD_TOO_LARGE',
    },
    'a long line': { name: 'a.ndjson', body: `{"id":1}\n{"id":"${long}"}\n`, code: 'RECORD_TOO_LARGE' },
    'a long row of an array': {
      name: 'a.json',
      body: `[{"id":1},{"id":"${long}"}]`,
      code: 'RECORD_TOO_LARGE',
    },
  });
  const { key } = await flow.dropDead(quote, /never closed/);
  expect(await flow.left(key.replace(/\.csv$/, ''))).toEqual([]);
});
