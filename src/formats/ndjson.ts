import { RowRejected } from '../errors';
import { RECORD_BYTES } from '../limits';
import type { Sized } from '../row/read';
import { withoutItems } from './dynamodb-item';
import type { Format } from './format';
import { type Reader, readRow, rejected, rowsOf } from './json-row';
import { CLOSE_OBJECT, Gathered, isSpace, OPEN_OBJECT, Scanner, trimmed } from './json-text';

const NEWLINE = 0x0a;
/** The record separator of JSON text sequences: https://www.rfc-editor.org/rfc/rfc7464. */
const RS = 0x1e;

/**
 * One JSON object per line. Other lines are rejected; blank lines are skipped but counted as lines. Objects that follow
 * one another in a line are accepted as well. In a text that starts with a record separator, a row lies between
 * separators instead.
 */
export const ndjson: Format = {
  extensions: ['.ndjson', '.jsonl'],
  takes: ['encoding'],
  rows: 'one object per line, or several without a comma. Blank lines are not rows; a bad line is rejected, and the others are read',
  read: (input) => withoutItems(rowsOf(input, (start) => new Lines(start))),
};

export class Lines implements Reader {
  /** The lines that are read, where each further object of a line counts as one more. */
  private count = 0;
  private state: 'between' | 'in object' | 'after object' | 'bad' = 'between';
  private scanner = new Scanner();
  private readonly text = new Gathered(() => `line ${this.count + 1}`);
  private readonly separator: number;

  /** @param start the first bytes of the text */
  constructor(start: Buffer) {
    this.separator = start[0] === RS ? RS : NEWLINE;
    if (start[0] === RS) this.count = -1; // Nothing comes before the first separator.
  }

  push(chunk: Buffer): Sized[] {
    const rows: Sized[] = [];
    let start = 0;
    for (let end = chunk.indexOf(this.separator); end !== -1; end = chunk.indexOf(this.separator, start)) {
      this.line(chunk.subarray(start, end), rows);
      start = end + 1;
    }
    if (start < chunk.length) this.part(chunk.subarray(start), rows);
    return rows;
  }

  end(): Sized[] {
    const rows: Sized[] = [];
    this.line(Buffer.alloc(0), rows);
    return rows;
  }

  /** Reads the end of a line. */
  private line(last: Buffer, rows: Sized[]): void {
    // Most lines are one value that lies within a chunk.
    if (this.text.empty && last.length <= RECORD_BYTES) {
      const raw = trimmed(last, isSeparator);
      const row = raw === '' ? undefined : parsed(this.count + 1, raw);
      if (row) rows.push(row);
      if (row || raw === '') {
        this.count++;
        return;
      }
    }
    this.part(last, rows);
    this.take(rows);
    this.state = 'between';
    this.scanner = new Scanner();
  }

  /** Reads a part of a line, up to where its last object begins. */
  private part(piece: Buffer, rows: Sized[]): void {
    let start = 0;
    let at = 0;
    while (at < piece.length && this.state !== 'bad') {
      if (this.state === 'in object') {
        at = this.scanner.next(piece, at);
        if (piece[at] === CLOSE_OBJECT) this.state = 'after object';
      } else if (piece[at] === OPEN_OBJECT) {
        if (this.state === 'after object') {
          this.text.keep(piece.subarray(start, at));
          this.take(rows);
          start = at;
        }
        this.state = 'in object';
      } else if (!isSeparator(piece[at] as number)) this.state = 'bad';
      at++;
    }
    this.text.keep(piece.subarray(start));
  }

  private take(rows: Sized[]): void {
    const raw = trimmed(this.text.take(), isSeparator);
    const number = ++this.count;
    if (raw === '') return;
    rows.push(parsed(number, raw) ?? rejected(number, raw, new RowRejected('LINE_NOT_JSON')));
  }
}

/** Returns undefined when the text is not JSON: the parser's message repeats the text, which must not reach a log. */
function parsed(number: number, raw: string): Sized | undefined {
  try {
    return readRow(number, raw);
  } catch {
    return undefined;
  }
}

function isSeparator(byte: number): boolean {
  return isSpace(byte) || byte === RS;
}
