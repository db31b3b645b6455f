import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const MOST_BYTES = 256 * 1024;

/** Returns the last `lines` lines of a file, from its last 256 KiB; nothing when the file does not exist. */
export function tailOf(file: string, lines: number): string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, MOST_BYTES));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    const text = buffer.toString('utf8').trimEnd();
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    closeSync(descriptor);
  }
}
