import { randomInt } from 'node:crypto';

/** What a weather station has measured on a day. */
export interface Reading {
  readonly station: string;
  readonly day: string;
  readonly rain_mm: number;
}

/** The columns that make the id of a reading. */
export const ID = ['station', 'day'];

const STATIONS = ['KSEA', 'KBFI', 'KPAE', 'KOLM', 'KPWT', 'KTIW', 'KRNT'];
const DAY_MS = 86_400_000;

/** Returns readings with random amounts of rain, each of another station or day. */
export function readings(count: number): Reading[] {
  const first = Date.UTC(2026, 0, 1);
  return Array.from({ length: count }, (_, i) => ({
    station: STATIONS[i % STATIONS.length] as string,
    day: new Date(first + Math.floor(i / STATIONS.length) * DAY_MS).toISOString().slice(0, 10),
    rain_mm: randomInt(400) / 10,
  }));
}

/** Returns readings as one JSON array, one reading a line. */
export function asJson(rows: readonly Reading[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

/** Returns amounts of rain in mm that all differ. */
export function amounts(count: number): number[] {
  const first = randomInt(100);
  return Array.from({ length: count }, (_, i) => (first + i * 100 + randomInt(1, 100)) / 10);
}
