import { PermanentFailure } from '../errors';
import type { Sized } from '../row/read';
import { withoutItems } from './dynamodb-item';
import type { Format } from './format';
import { type Reader, readRow, rowsOf } from './json-row';
import { CLOSE_LIST, COMMA, Gathered, Scanner, trimmed } from './json-text';
import { Way } from './json-way';

/**
 * One JSON array of objects: the document, or a value in it. The reader only searches for the end of each element and
 * lets JSON.parse do the rest, which is just as strict: @streamparser/json took twice as long, and lost the digits of
 * numbers that a double cannot hold.
 */
export const json: Format = {
  extensions: ['.json', '.geojson'],
  takes: ['path', 'encoding'],
  rows: 'one array of objects: the document, or the value at `path` in it. Any other document fails the job',
  read: (input) => withoutItems(rowsOf(input, () => new JsonDocument(input.reading.path))),
};

/** Reads the elements of the array that is the document or, with a path, a value in it. */
export class JsonDocument implements Reader {
  private readonly way: Way;
  private readonly array = new Elements();
  /** The number of bytes before the current chunk. */
  private offset = 0;

  /** @param path a JSON pointer */
  constructor(path: string | undefined) {
    this.way = new Way(path);
  }

  push(chunk: Buffer): Sized[] {
    const rows: Sized[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (!this.way.inArray) at = this.way.step(chunk, at, this.offset);
      else {
        at = this.array.step(chunk, at, this.offset, rows);
        if (this.array.ended) this.way.leave();
      }
    }
    this.offset += chunk.length;
    return rows;
  }

  end(): Sized[] {
    this.way.end(this.offset);
    return [];
  }
}

class Elements {
  ended = false;
  private row = 0;
  private readonly scanner = new Scanner();
  private readonly text = new Gathered(() => `row ${this.row + 1}`);

  /** Reads to the end of an element, if it is in the chunk. Returns where to continue. */
  step(chunk: Buffer, from: number, offset: number, rows: Sized[]): number {
    const at = this.scanner.next(chunk, from);
    const byte = chunk[at];
    if (byte !== COMMA && byte !== CLOSE_LIST) {
      this.text.keep(chunk.subarray(from, at + 1));
      return at + 1;
    }
    this.text.keep(chunk.subarray(from, at));
    const raw = trimmed(this.text.take());
    this.ended = byte === CLOSE_LIST;
    if (raw !== '' || !this.ended || this.row > 0) rows.push(this.read(raw, offset + at));
    return at + 1;
  }

  private read(raw: string, offset: number): Sized {
    try {
      return readRow(++this.row, raw);
    } catch {
      // The parser's message repeats the text, which must not reach a log.
      throw new PermanentFailure('JSON_INVALID', { problem: `row ${this.row} is not JSON`, offset });
    }
  }
}
