import type { Format } from '../../src/formats/format';
import type { Sized } from '../../src/row/read';
import { chunked } from './bytes';

type WithText = Omit<Sized, 'raw'> & { raw: string };

/** All rows that a format reads, with their texts. */
export async function allRows(
  format: Format,
  source: AsyncIterable<Uint8Array> | string,
): Promise<WithText[]> {
  const rows: WithText[] = [];
  const input = { stream: () => (typeof source === 'string' ? chunked(source) : source) };
  for await (const batch of format.read(input))
    rows.push(...batch.map((row) => ({ ...row, raw: row.raw() })));
  return rows;
}

/** The rows that a format reads, and instead of a row that is rejected the code of the reason. */
export async function outcomes(
  format: Format,
  source: AsyncIterable<Uint8Array> | string,
): Promise<unknown[]> {
  return (await allRows(format, source)).map(({ row, rejection }) => row ?? rejection?.code);
}
