import type { Format } from '../../src/formats/format';
import type { Reading } from '../../src/formats/reading';
import type { Sized } from '../../src/row/read';
import { chunked } from './bytes';

type WithText = Omit<Sized, 'raw'> & { raw: string };

/** Returns all rows that a format reads, with their texts. */
export async function allRows(
  format: Format,
  source: AsyncIterable<Uint8Array> | string,
  reading: Reading = {},
): Promise<WithText[]> {
  const rows: WithText[] = [];
  const input = {
    stream: () => (typeof source === 'string' ? chunked(source) : source),
    reading,
    warn: () => {},
  };
  for await (const batch of format.read(input))
    rows.push(...batch.map((row) => ({ ...row, raw: row.raw() })));
  return rows;
}

/** Returns the rows that a format reads, with the code in place of each rejected row. */
export async function outcomes(
  format: Format,
  source: AsyncIterable<Uint8Array> | string,
  reading: Reading = {},
): Promise<unknown[]> {
  return (await allRows(format, source, reading)).map(({ row, rejection }) => row ?? rejection?.code);
}
