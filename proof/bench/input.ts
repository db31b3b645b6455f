import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FormatName } from '../../src/formats/registry';
import type { Row } from '../../src/row/value';

/** The number of rows that are made and written at once. */
const CHUNK = 1000;

/** Returns a row of weather data, about 200 bytes of JSON, the same for the same number, from 0. */
export function rowOf(n: number): Row {
  return {
    id: n,
    station: `station ${n % 977}`,
    time: new Date(1_700_000_000_000 + n * 60_000).toISOString(),
    temperature: ((n * 7919) % 4000) / 100 - 10,
    wind: (n * 31) % 120,
    valid: n % 3 !== 0,
    rain: n % 4 === 0 ? null : (n % 50) / 10,
    note: n % 10 === 0 ? `the observer said "no change", as yesterday (${n})` : 'calm, with some clouds',
    place: { lat: (n % 180) - 90, lon: (n % 360) - 180 },
  };
}

/**
 * The text of a file, chunk by chunk. In CSV the place is a text, and so is every value.
 * @param from the number of its first row
 */
export function* textOf(format: FormatName, rows: number, from = 0): Generator<string> {
  const [between, close] = format === 'json' ? [',\n', '\n]\n'] : ['\n', '\n'];
  const line = format === 'csv' ? csvLine : (row: Row) => JSON.stringify(row);
  if (format === 'csv') yield `${Object.keys(rowOf(0)).join(',')}\n`;
  if (format === 'json') yield '[\n';
  for (let first = 0; first < rows; first += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, rows - first) }, (_, i) =>
      line(rowOf(from + first + i)),
    );
    yield (first === 0 ? '' : between) + chunk.join(between);
  }
  yield close;
}

function csvLine(row: Row): string {
  const cells = Object.values(row).map((value) =>
    value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
  );
  return cells.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** Returns about how many rows of a format make this many bytes. */
export function rowsFor(format: FormatName, bytes: number): number {
  const sample = [...textOf(format, CHUNK)].join('').length / CHUNK;
  return Math.ceil(bytes / sample);
}

/** Writes a file without holding it in memory. */
export async function writeInput(file: string, format: FormatName, rows: number): Promise<void> {
  await pipeline(textOf(format, rows), createWriteStream(file));
}
