import { hash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The most keys, and characters of keys, that are kept in memory. */
const KEYS_IN_MEMORY = 50_000;
const CHARS_IN_MEMORY = 4 * 1024 * 1024;
const BUCKETS = 64;
const HASH_BYTES = 16;
/** The bytes that a row's key takes in /tmp. */
export const ENTRY_BYTES = HASH_BYTES + 6;
const ENTRIES_BUFFERED = 512;

/** The superseded rows of a file. */
export interface Superseded {
  readonly count: number;
  has(row: number): boolean;
}

/**
 * Finds superseded rows: those whose key is repeated later. Exact for any number of rows in constant memory: beyond
 * 50,000 keys or 4 Mi characters, hashes go to files in /tmp, in buckets that are processed one by one.
 */
export class Keys {
  private latest: Map<string, number> | undefined = new Map();
  private chars = 0;
  private buckets: Bucket[] = [];
  private readonly lost = new Bits();

  /** @param row greater than the row of every earlier call */
  add(key: string, row: number): void {
    if (this.latest) {
      const earlier = this.latest.get(key);
      if (earlier !== undefined) this.lost.set(earlier);
      else this.chars += key.length;
      this.latest.set(key, row);
      if (this.latest.size > KEYS_IN_MEMORY || this.chars > CHARS_IN_MEMORY) this.spill(this.latest);
    } else this.write(key, row);
  }

  /** Call once, after the last row. */
  superseded(): Superseded {
    for (const bucket of this.buckets) {
      const latest = new Map<string, number>();
      for (const [hash, row] of bucket.entries()) {
        const other = latest.get(hash);
        if (other !== undefined) this.lost.set(Math.min(other, row));
        latest.set(hash, Math.max(other ?? 0, row));
      }
    }
    this.close();
    return this.lost;
  }

  close(): void {
    for (const bucket of this.buckets) bucket.close();
    this.buckets = [];
  }

  private spill(latest: Map<string, number>): void {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
    this.buckets = Array.from({ length: BUCKETS }, (_, i) => new Bucket(join(folder, String(i))));
    rmSync(folder, { recursive: true }); // Open files outlive this, and even a killed process leaves none.
    this.latest = undefined;
    for (const [key, row] of latest) this.write(key, row);
  }

  private write(key: string, row: number): void {
    const hashed = hash('sha256', key, 'buffer');
    (this.buckets[(hashed[0] as number) % BUCKETS] as Bucket).write(hashed, row);
  }
}

/** A file of hashes and rows. */
class Bucket {
  private readonly file: number;
  private readonly buffer = Buffer.alloc(ENTRY_BYTES * ENTRIES_BUFFERED);
  private used = 0;
  private length = 0;

  constructor(file: string) {
    this.file = openSync(file, 'w+');
  }

  write(key: Buffer, row: number): void {
    key.copy(this.buffer, this.used, 0, HASH_BYTES);
    this.used = this.buffer.writeUIntBE(row, this.used + HASH_BYTES, 6);
    if (this.used === this.buffer.length) this.flush();
  }

  *entries(): Generator<[hash: string, row: number]> {
    this.flush();
    const all = Buffer.alloc(this.length);
    readSync(this.file, all, 0, this.length, 0);
    for (let at = 0; at < all.length; at += ENTRY_BYTES) {
      yield [all.toString('latin1', at, at + HASH_BYTES), all.readUIntBE(at + HASH_BYTES, 6)];
    }
  }

  close(): void {
    closeSync(this.file);
  }

  private flush(): void {
    writeFileSync(this.file, this.buffer.subarray(0, this.used)); // Unlike writeSync, writes everything.
    this.length += this.used;
    this.used = 0;
  }
}

/** A set of row numbers, one bit each. */
class Bits implements Superseded {
  count = 0;
  private bytes: Uint8Array = new Uint8Array(1024);

  set(row: number): void {
    const at = row >> 3;
    if (at >= this.bytes.length) {
      const grown = new Uint8Array(Math.max(at + 1, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    if (!this.has(row)) this.count++;
    (this.bytes[at] as number) |= 1 << (row & 7);
  }

  has(row: number): boolean {
    return ((this.bytes[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }
}
