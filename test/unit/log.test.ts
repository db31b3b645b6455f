import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { S3Event } from 'aws-lambda';
import * as v from 'valibot';
import type { Row } from '../../src/row/value';
import { dataset, pipeline, reject } from '../../src/step';
import { openHandlers, sqsRecord } from '../support/handlers';

/** The text of each cell, each field name and each broken place. It must not reach a log. */
const SECRET = 'p0ison';
const DIGITS = '8675309'.repeat(6);

/** A step that fails in every possible way, with content in everything that it throws or returns. */
const own = pipeline({
  version: 1,
  datasets: {
    throws: dataset({
      transform: (row) => {
        throw new Error(`cannot read ${row.a}`, { cause: row });
      },
    }),
    class: dataset({
      transform: (row) => {
        throw Object.assign(new Error(), {
          name: `${row.a}`,
          message: `${row.a}`,
          stack: `${row.a}`,
          code: row.a,
        });
      },
    }),
    text: dataset({
      transform: (row) => {
        throw row.a;
      },
    }),
    result: dataset({ transform: (row) => ({ b: [() => row.a] }) }),
    rejects: dataset({ transform: (row) => reject(`${row.a}`, `${row.a}`) }),
    promise: dataset({ transform: (async ({ a }: Row) => Promise.reject(a)) as never }),
    schema: dataset({
      schema: v.pipe(
        v.looseObject({ a: v.string() }),
        v.transform(({ a }) => {
          throw new Error(a);
        }),
      ),
    }),
    mismatch: dataset({
      schema: v.object({
        a: v.pipe(
          v.string(),
          v.check(
            () => false,
            ({ input }) => input,
          ),
        ),
      }),
    }),
  },
});
const handlers = openHandlers(own);

/** Everything that Lambda would write to the log: the functions' own lines and the errors they end with. */
const log: string[] = [];

async function extract(body: string): Promise<string> {
  const from = handlers.logged.length;
  const { batchItemFailures } = await handlers.extract({ Records: [sqsRecord('m', body)] });
  log.push(...handlers.logged.slice(from), inspect(batchItemFailures));
  return handlers.logged.slice(from).join('\n');
}

async function load(key: string): Promise<string> {
  const from = handlers.logged.length;
  const { etag } = (await handlers.csv.stat(key)) ?? {};
  const s3 = { object: { key: encodeURIComponent(key), eTag: etag } };
  const event = { Records: [{ eventName: 'ObjectCreated:Put', s3 }] };
  await handlers.load(event as S3Event).catch((error: unknown) => {
    log.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String(error));
  });
  log.push(...handlers.logged.slice(from));
  return handlers.logged.slice(from).join('\n');
}

/** Extracts and loads a file. Returns what was logged. */
async function run(key: string, content: string | Buffer, more: object = {}): Promise<string> {
  handlers.input.give(key, content);
  const from = handlers.csv.appeared.length;
  let said = await extract(JSON.stringify({ key, ...more }));
  for (const part of handlers.csv.appeared.slice(from).filter((name) => name.endsWith('.csv')))
    said += await load(part);
  return said;
}

describe('The content of a row never reaches a log', () => {
  afterEach(() => {
    const lines = log.splice(0);
    expect(lines).not.toEqual([]);
    // Nor may a part of it.
    for (const secret of [SECRET.slice(1, -1), '8675309'])
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  });

  const cut = gzipSync(`[{"a":"${SECRET}"}]`).subarray(0, 20);
  const wide = Array.from({ length: 4097 }, (_, i) => `"${SECRET}${i}":1`).join();
  test.each([
    ['cut.json', 'JSON_TRUNCATED', `[{"a":"${SECRET}"},{"a":"${SECRET}`],
    ['object.json', 'JSON_NOT_ARRAY', `{"${SECRET}":"${SECRET}"}`],
    ['text.json', 'JSON_NOT_ARRAY', `"${SECRET}"`],
    ['wrapped.json', 'JSON_NOT_ARRAY', `{"data":[{"a":"${SECRET}"}],"${SECRET}@":"${SECRET}"}`],
    ['lost.json', 'JSON_PATH_WRONG', `{"a":"${SECRET}","${SECRET}@":[]}`, { path: '/data' }],
    ['typed.json', 'DYNAMODB_JSON', `[{"${SECRET}":{"S":"${SECRET}"}}]`],
    ['broken.json', 'JSON_INVALID', `[{"a":${SECRET}}]`],
    ['digits.json', 'JSON_INVALID', `[{"a":${DIGITS}x}]`],
    ['after.json', 'JSON_INVALID', `[{"a":"${SECRET}"}]${SECRET}`],
    ['huge.json', 'RECORD_TOO_LARGE', `[{"a":"${SECRET.repeat(800_000)}"}]`],
    ['huge.ndjson', 'RECORD_TOO_LARGE', `{"a":"${SECRET.repeat(800_000)}"}`],
    ['huge.csv', 'RECORD_TOO_LARGE', `a\n${SECRET.repeat(800_000)}\n`],
    ['wide.json', 'COLUMNS_TOO_MANY', `[{${wide}}]`],
    ['latin.csv', 'INPUT_NOT_UTF8', Buffer.from(`a\n${SECRET}\xe9\n`, 'latin1')],
    ['zipped.json', 'GZIP_INVALID', cut],
    ['quote.csv', 'CSV_QUOTE_NOT_CLOSED', `a,b\n1,"${SECRET}\n`],
    ['closing.csv', 'CSV_INVALID_CLOSING_QUOTE', `a,b\n1,"${SECRET}"${SECRET}\n`],
    ['opening.csv', 'INVALID_OPENING_QUOTE', `a,b\n1,${SECRET}"${SECRET}\n`],
    ['space.csv', 'QUOTE_AFTER_SPACE', `a,b\n1, "${SECRET}"\n`],
    ['backslash.csv', 'QUOTE_AFTER_BACKSLASH', `a,b\n1,"${SECRET}\\"${SECRET}"\n`],
    ['page.csv', 'INPUT_HTML', `<html>${SECRET}`],
    ['empty.csv', 'HEADER_EMPTY', `${SECRET},\n${SECRET},1\n`],
    ['twice.csv', 'HEADER_DUPLICATE', `${SECRET},${SECRET}\n1,2\n`],
  ])('when an input is refused: %s, %s', async (key, code, content, more: object = {}) => {
    expect(await run(key, content, more)).toContain(code);
  });

  test.each([
    ['MESSAGE_NOT_JSON', SECRET],
    ['MESSAGE_INVALID', `"${SECRET}"`],
    ['MESSAGE_INVALID', `{"key":"../${SECRET}"}`],
    ['MESSAGE_INVALID', `{"key":"a.json","dataset":"/${SECRET}"}`],
    ['MESSAGE_INVALID', `{"key":"a.json","id":"${SECRET}"}`],
    ['MESSAGE_INVALID', `{"key":"a.json","bucket":"${SECRET}"}`],
    ['FORMAT_UNKNOWN', `{"key":"a.${SECRET}"}`],
    [
      'KEY_UNDECODABLE',
      `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"in"},"object":{"key":"${SECRET}%"}}}]}`,
    ],
    ['BUCKET_FOREIGN', `{"Records":[{"s3":{"bucket":{"name":"${SECRET}"}}}]}`],
    ['INPUT_MISSING', `{"key":"gone.json","dataset":"${SECRET}"}`],
  ])('nor does the content of a message when it is refused: %s %s', async (code, body) => {
    expect(await extract(body)).toContain(code);
  });

  test.each([
    ['throws', 'TRANSFORM_FAILED'],
    ['class', 'TRANSFORM_FAILED'],
    ['text', 'TRANSFORM_FAILED'],
    ['result', 'OUTPUT_NOT_JSON'],
    ['rejects', 'REJECT_INVALID'],
    ['promise', 'OUTPUT_NOT_JSON'],
    ['schema', 'SCHEMA_FAILED'],
    ['mismatch', 'extracted'],
  ])('when the user’s own step fails: %s, %s', async (dataset, code) => {
    expect(await run(`${dataset}.ndjson`, `{"a":"${SECRET}"}`)).toContain(code);
    handlers.csv.give(`${dataset}.csv`, `a\n${SECRET}\n`);
    expect(await load(`${dataset}.csv`)).toContain(code === 'extracted' ? 'loaded' : code);
  });

  test.each([
    ['LINE_NOT_JSON', `{"a":${SECRET}}`],
    ['ROW_NOT_OBJECT', `"${SECRET}"`],
    ['FIELD_RESERVED', `{"pk":"${SECRET}"}`],
    ['FIELD_UNNAMED', `{"":"${SECRET}"}`],
    ['NUMBER_TOO_LONG', `{"a":${DIGITS},"b":"${SECRET}"}`],
    ['NUMBER_OUT_OF_RANGE', `{"a":1e400,"b":"${SECRET}"}`],
    ['NUMBER_NEGATIVE_ZERO', `{"a":-0,"b":"${SECRET}"}`],
    ['TEXT_NOT_UNICODE', `{"a":"${SECRET}\\ud800"}`],
    ['NESTED_TOO_DEEP', `{"a":${'['.repeat(40)}"${SECRET}"${']'.repeat(40)}}`],
    ['ITEM_TOO_LARGE', `{"id":1,"a":"${SECRET.repeat(80_000)}"}`],
    ['KEY_TOO_LONG', `{"id":"${SECRET.repeat(400)}"}`],
    ['KEY_NOT_SCALAR', `{"id":["${SECRET}"]}`],
    ['KEY_MISSING', `{"${SECRET}":1}`],
  ])('when a row is rejected, %s: only the report has the content', async (code, row) => {
    const key = `${code}.ndjson`;
    await run(key, `${row}\n{"id":1,"a":"${SECRET}"}`, { id: ['id'] });
    const report = handlers.csv.text(handlers.csv.keys.find((name) => name.endsWith(`/${key}`)) as string);
    const [first] = report.split('\n').map((line) => line && JSON.parse(line));
    expect(first.code).toBe(code);
    expect(first.raw.includes(SECRET)).toBe(true);
  });

  /** A part of one job, as extract leaves it. */
  async function part(name: string): Promise<string> {
    handlers.input.give(`${name}.json`, `[{"a":1,"${SECRET}":"${SECRET}"}]`);
    await extract(JSON.stringify({ key: `${name}.json` }));
    return handlers.csv.keys.find((key) => key.endsWith(`/${name}.csv`)) as string;
  }

  test.each([
    ['header', 'CSV_UNLIKE_METADATA', `a,${SECRET}2\r\n1,x\r\n`],
    ['number', 'CSV_UNLIKE_METADATA', `a,${SECRET}\r\n${SECRET},${SECRET}\r\n`],
    ['quote', 'CSV_QUOTE_NOT_CLOSED', `a,${SECRET}\r\n1,"${SECRET}\r\n`],
    ['latin', 'INPUT_NOT_UTF8', Buffer.from(`a,${SECRET}\r\n1,${SECRET}\xe9\r\n`, 'latin1')],
    ['short', 'loaded', `a,${SECRET}\r\n${SECRET}\r\n`],
  ])('when a part was edited: its %s', async (name, code, csv) => {
    const key = await part(name);
    handlers.csv.give(key, csv);
    expect(await load(key)).toContain(code);
  });

  test.each([
    ['text', SECRET],
    ['shape', `{"${SECRET}":"${SECRET}","tableSchema":{"columns":"${SECRET}"}}`],
    ['datatype', `{"tableSchema":{"columns":[{"titles":"a","datatype":"${SECRET}","null":[]}]}}`],
  ])('when the metadata of a part was edited: its %s', async (name, metadata) => {
    const key = await part(`metadata-${name}`);
    handlers.csv.give(`${key}-metadata.json`, metadata);
    expect(await load(key)).toContain('METADATA_INVALID');
  });

  test('when the table refuses an item', async () => {
    handlers.records.throttled = true;
    expect(await load(await part('throttled'))).toContain('TABLE_THROTTLED');
    handlers.records.throttled = false;
  });
});
