import { PermanentFailure } from '../errors';
import { foundIn, HEAD_BYTES, isPlain } from './json-found';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  Gathered,
  isSpace,
  OPEN_LIST,
  OPEN_OBJECT,
  Scanner,
  trimmed,
} from './json-text';

/** The most keys of an object that a failure lists. */
const KEYS = 10;

/** An object or an array on the way. */
interface Container {
  readonly close: number;
  /** The number of members before the current one. */
  count: number;
  /** The first keys of an object. */
  readonly keys: string[];
  /** Whether it has the member that the path names. */
  found: boolean;
}

/**
 * The way through a document to the array that a path names, and from the array to the document's end. Members beside
 * the way are not parsed: they only have to be complete.
 */
export class Way {
  /** Whether the next byte belongs to the array. */
  inArray = false;
  /** `beside`: a member that is not on the way, or what follows one that is. */
  private expected: 'value' | 'key' | 'beside' | 'end' = 'value';
  private readonly open: Container[] = [];
  private readonly steps: readonly string[];
  private readonly scanner = new Scanner();
  private readonly key = new Gathered(() => 'the start');
  /** The start of a document that is not an array, when no path is given. */
  private head: Buffer | undefined;

  /** @param path a JSON pointer; without it, the document is the array */
  constructor(private readonly path = '') {
    const steps = path.split('/').slice(1);
    this.steps = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }

  /** Returns where to continue in the chunk. @throws PermanentFailure when the way does not lead to an array */
  step(chunk: Buffer, at: number, offset: number): number {
    if (this.head) return this.look(chunk);
    if (this.expected === 'key' || this.expected === 'beside') return this.member(chunk, at, offset);
    const byte = chunk[at] as number;
    if (isSpace(byte)) return at + 1;
    if (this.expected === 'end') throw invalid('text follows the document', offset + at);
    if (this.steps.length === 0 && byte !== OPEN_LIST) return this.look(chunk.subarray(at));
    this.enter(byte);
    return at + 1;
  }

  /** Continues after the end of the array. */
  leave(): void {
    this.inArray = false;
    this.expected = this.open.length > 0 ? 'beside' : 'end';
  }

  /** @throws PermanentFailure unless the document was read to its end, or is empty */
  end(offset: number): void {
    if (this.head) throw notArray(this.head);
    const empty = this.expected === 'value' && this.open.length === 0 && !this.inArray;
    if (this.expected !== 'end' && !empty) throw new PermanentFailure('JSON_TRUNCATED', { offset });
  }

  private enter(byte: number): void {
    if (byte === OPEN_LIST && this.open.length === this.steps.length) this.inArray = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      const close = byte === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT;
      this.open.push({ close, count: 0, keys: [], found: false });
      this.begin();
    } else {
      const isEnd = byte === CLOSE_LIST && this.open.at(-1)?.close === CLOSE_LIST && this.open.pop();
      throw this.lost(isEnd ? 'an array' : 'neither an array nor an object');
    }
  }

  /** Begins a member of the innermost container. */
  private begin(): void {
    const { close, count } = this.top;
    if (close === CLOSE_OBJECT) this.expected = 'key';
    else this.expected = this.isOnWay(String(count)) ? 'value' : 'beside';
  }

  private member(chunk: Buffer, from: number, offset: number): number {
    const isKey = this.expected === 'key';
    const at = this.scanner.next(chunk, from);
    if (isKey) this.key.keep(chunk.subarray(from, at));
    const byte = chunk[at];
    if (byte === undefined) return at;
    const key = trimmed(this.key.take());
    const { close, count } = this.top;
    if (isKey && byte === COLON) this.named(key, offset + at);
    else if (!isKey && byte === COMMA) {
      this.top.count++;
      this.begin();
    } else if (byte === close && (!isKey || (key === '' && count === 0))) this.close();
    else throw invalid('a bracket, a comma or a colon is in the wrong place', offset + at);
    return at + 1;
  }

  private named(text: string, offset: number): void {
    const { keys, found } = this.top;
    const key = keyOf(text);
    if (key === undefined) throw invalid('a key is not a text', offset);
    if (keys.length <= KEYS) keys.push(keys.length < KEYS && isPlain(key) ? key : '…');
    const onWay = this.isOnWay(key);
    // The rows of the first are read by now; JSON.parse would take the last.
    if (onWay && found) throw invalid('a key of the path is repeated', offset);
    this.expected = onWay ? 'value' : 'beside';
  }

  private isOnWay(name: string): boolean {
    const next = this.steps[this.open.length - 1] === name;
    if (next) this.top.found = true;
    return next;
  }

  private close(): void {
    const { close, found, keys } = this.open.pop() as Container;
    if (!found) {
      const list = keys.join(', ') || '(none)';
      throw this.lost(close === CLOSE_LIST ? 'an array' : `an object with the keys ${list}`);
    }
    this.leave();
  }

  private get top(): Container {
    return this.open.at(-1) as Container;
  }

  private lost(found: string): PermanentFailure {
    const reached = this.path.split('/', this.open.length + 1).join('/') || 'the document';
    return new PermanentFailure('JSON_PATH_WRONG', { path: this.path, reached, found });
  }

  private look(piece: Buffer): number {
    this.head = Buffer.concat([this.head ?? Buffer.alloc(0), piece]);
    if (this.head.length >= HEAD_BYTES) throw notArray(this.head);
    return Number.POSITIVE_INFINITY;
  }
}

/** Returns the key that a JSON text is. */
function keyOf(text: string): string | undefined {
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

function invalid(problem: string, offset: number): PermanentFailure {
  return new PermanentFailure('JSON_INVALID', { problem, offset });
}

function notArray(head: Buffer): PermanentFailure {
  return new PermanentFailure('JSON_NOT_ARRAY', { found: foundIn(head.toString('utf8', 0, HEAD_BYTES)) });
}
