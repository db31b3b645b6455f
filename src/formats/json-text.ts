import { PermanentFailure } from '../errors';
import { RECORD_BYTES } from '../limits';

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const BACKSLASH = 0x5c;

/** Finds the ends of JSON values in chunks of bytes. It parses nothing: texts and nested values only count as a whole. */
export class Scanner {
  private depth = 0;
  private inText = false;
  private escaped = false;

  /**
   * Returns the index of the next comma, colon or closing bracket that is outside texts and nested values; the chunk's
   * length when there is none. The search continues in the next chunk.
   */
  next(chunk: Buffer, from: number): number {
    let { depth, inText, escaped } = this;
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inText = false;
      } else if (byte === QUOTE) inText = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
      else if (depth > 0) {
        if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
      } else if (byte === COMMA || byte === COLON || byte === CLOSE_OBJECT || byte === CLOSE_LIST) break;
    }
    this.depth = depth;
    this.inText = inText;
    this.escaped = escaped;
    return at;
  }
}

/** Gathers the text of one value, which may be spread over several chunks. */
export class Gathered {
  private pieces: Buffer[] = [];
  private bytes = 0;

  /** @param place what names the value in a failure, such as `row 3` */
  constructor(private readonly place: () => string) {}

  get empty(): boolean {
    return this.bytes === 0;
  }

  /** @throws PermanentFailure `RECORD_TOO_LARGE` */
  keep(piece: Buffer): void {
    this.pieces.push(piece);
    this.bytes += piece.length;
    if (this.bytes > RECORD_BYTES) {
      throw new PermanentFailure('RECORD_TOO_LARGE', { place: this.place(), most: RECORD_BYTES });
    }
  }

  /** Returns the value's bytes. The next value starts. */
  take(): Buffer {
    const { pieces } = this;
    this.pieces = [];
    this.bytes = 0;
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }
}

/**
 * Returns the text without what surrounds it: by default only JSON's four kinds of whitespace, since `trim` accepts more,
 * and would let bad JSON pass.
 */
export function trimmed(bytes: Buffer, isBlank = isSpace): string {
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes[start] as number)) start++;
  while (end > start && isBlank(bytes[end - 1] as number)) end--;
  return bytes.toString('utf8', start, end);
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
