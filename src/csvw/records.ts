import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { PermanentFailure, RowRejected } from '../errors';
import { RECORD_BYTES } from '../limits';
import type { Read } from '../record/read';

/**
 * The records of a delimited text as cells, with the text of each.
 * @throws CsvError, or PermanentFailure `RECORD_TOO_LARGE` for a record of nearly nothing but delimiters
 */
export function records(
  source: AsyncIterable<Uint8Array>,
  delimiter: ',' | '\t',
): AsyncIterable<{ record: string[]; raw: string }> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    raw: true,
    max_record_size: RECORD_BYTES,
  });
  const input = Readable.from(guarded(source, () => parser.info.records));
  input.on('error', (error) => parser.destroy(error));
  return input.pipe(parser);
}

/** The parser's own limit does not count delimiters: a record of commas alone would fill the memory. */
async function* guarded(
  source: AsyncIterable<Uint8Array>,
  records: () => number,
): AsyncGenerator<Uint8Array> {
  let before = 0;
  let bytes = 0;
  for await (const chunk of source) {
    bytes = records() === before ? bytes + chunk.length : chunk.length;
    before = records();
    if (bytes > 2 * RECORD_BYTES) {
      throw new PermanentFailure(
        'RECORD_TOO_LARGE',
        `record ${before + 1} is longer than ${RECORD_BYTES} bytes`,
      );
    }
    yield chunk;
  }
}

/** @throws PermanentFailure when two columns have one name, or one has none */
export function checkedHeader(header: string[]): string[] {
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    if (name === '') throw new PermanentFailure('HEADER_EMPTY', `column ${index + 1} has no name`);
    if (seen.has(name))
      throw new PermanentFailure('HEADER_DUPLICATE', `column ${index + 1} has the name of another`);
    seen.add(name);
  }
  return header;
}

/** A record of strings, or the reason why it has not one cell for each column. */
export function readCells(
  header: readonly string[],
  row: number,
  cells: readonly string[],
  raw: string,
): Read {
  if (cells.length !== header.length) {
    const message = `the row has ${cells.length} cells; the header has ${header.length}`;
    return {
      row,
      raw,
      fault: new RowRejected(cells.length < header.length ? 'ROW_SHORT' : 'ROW_LONG', message),
    };
  }
  // Not by assignment: a column may be called __proto__, and must come out as a field to be refused.
  return { row, raw, record: Object.fromEntries(header.map((name, i) => [name, cells[i] as string])) };
}

/** A CSV that cannot be cut into records. The parser's own message repeats the text, which does not belong in a log. */
export function malformed(error: CsvError): PermanentFailure {
  const line = 'lines' in error ? Number(error.lines) : 0;
  const code = error.code === 'CSV_MAX_RECORD_SIZE' ? 'RECORD_TOO_LARGE' : error.code;
  const what =
    code === 'RECORD_TOO_LARGE'
      ? `a record is longer than ${RECORD_BYTES} bytes`
      : 'the quotes do not pair up';
  return new PermanentFailure(code, `${what} (line ${line})`, { context: { line } });
}
