/** Row numbers as ranges, both ends included, rising: `[[1, 6], [8, 11]]`. */
export type Ranges = [first: number, last: number][];

/** Every row number, in order. */
export function* each(ranges: Iterable<Ranges[number]>): Generator<number> {
  for (const [first, last] of ranges) for (let row = first; row <= last; row++) yield row;
}

/** More than the two numbers of a range take, each at most 8 bytes. */
const RANGE_BYTES = 16;

/**
 * Row numbers in a few bytes a range: each range is the distance from the one before and its length, 7 bits a byte. As
 * arrays, the ranges of a file of which each second row is rejected would take 50 times as much.
 */
export class RowNumbers {
  private bytes = Buffer.alloc(0);
  private used = 0;
  /** The range that may still grow; it is not in the bytes. */
  private open: Ranges[number] | undefined;
  /** Where the last range of the bytes ends. */
  private end = 0;

  /** @param row greater than all before it */
  add(row: number): void {
    if (this.open?.[1] === row - 1) {
      this.open[1] = row;
      return;
    }
    if (this.open) this.keep(this.open);
    this.open = [row, row];
  }

  *ranges(): Generator<Ranges[number]> {
    let end = 0;
    for (let at = 0; at < this.used; ) {
      let first = 0;
      let length = 0;
      [first, at] = this.read(at);
      [length, at] = this.read(at);
      first += end;
      end = first + length;
      yield [first, end];
    }
    if (this.open) yield [...this.open];
  }

  private keep([first, last]: Ranges[number]): void {
    if (this.used + RANGE_BYTES > this.bytes.length) {
      this.bytes = Buffer.concat([this.bytes], 2 * this.bytes.length + RANGE_BYTES);
    }
    this.write(first - this.end);
    this.write(last - first);
    this.end = last;
  }

  /** By division: bit operators end at 32 bits. */
  private write(number: number): void {
    let left = number;
    for (; left >= 128; left = Math.floor(left / 128)) this.bytes[this.used++] = 128 + (left % 128);
    this.bytes[this.used++] = left;
  }

  private read(from: number): [number: number, after: number] {
    let number = 0;
    for (let at = from, weight = 1; ; at++, weight *= 128) {
      const byte = this.bytes[at] as number;
      number += (byte % 128) * weight;
      if (byte < 128) return [number, at + 1];
    }
  }
}
