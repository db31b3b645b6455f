import { PermanentFailure, RowRejected } from '../errors';
import { RECORD_BYTES } from '../limits';
import type { Sized } from '../row/read';
import type { Format, Input } from './format';
import { readRow, rejected, trimmed } from './json-row';
import { text } from './text';

const NEWLINE = 0x0a;

/** One JSON object per line. Other lines are rejected; blank lines are skipped but counted as lines. */
export const ndjson: Format = {
  extensions: ['.ndjson', '.jsonl'],
  takes: ['encoding'],
  rows: 'one object per line. Blank lines are not rows; a bad line is rejected, and the others are read',
  read,
};

async function* read(input: Input): AsyncGenerator<Sized[]> {
  let line = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  const keep = (piece: Buffer): void => {
    rest.push(piece);
    restBytes += piece.length;
    if (restBytes > RECORD_BYTES) {
      throw new PermanentFailure('RECORD_TOO_LARGE', { place: `line ${line + 1}`, most: RECORD_BYTES });
    }
  };
  const take = (): Sized | undefined => {
    const pieces = rest;
    line++;
    rest = [];
    restBytes = 0;
    const raw = trimmed(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
    return raw === '' ? undefined : readLine(line, raw);
  };
  for await (const chunk of text(input)) {
    const rows: Sized[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      if (end === start && rest.length === 0) {
        line++;
      } else {
        keep(chunk.subarray(start, end));
        const row = take();
        if (row) rows.push(row);
      }
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    if (rows.length > 0) yield rows;
  }
  const last = restBytes > 0 ? take() : undefined;
  if (last) yield [last];
}

function readLine(number: number, raw: string): Sized {
  try {
    return readRow(number, raw);
  } catch {
    // The parser's message repeats the line, which must not reach a log.
    return rejected(number, raw, new RowRejected('LINE_NOT_JSON'));
  }
}
