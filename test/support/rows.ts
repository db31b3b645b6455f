import type { Reader, Sized } from '../../src/row/read';
import { chunked } from './bytes';

type WithText = Omit<Sized, 'raw'> & { raw: string };

/** All rows that a reader gives, with their texts. */
export async function allRows(reader: Reader, source: AsyncIterable<Buffer> | string): Promise<WithText[]> {
  const rows: WithText[] = [];
  const chunks = typeof source === 'string' ? chunked(source) : source;
  for await (const batch of reader(chunks)) rows.push(...batch.map((row) => ({ ...row, raw: row.raw() })));
  return rows;
}

/** The records that a reader gives, and instead of a row that is none the code of the reason. */
export async function outcomes(reader: Reader, source: AsyncIterable<Buffer> | string): Promise<unknown[]> {
  return (await allRows(reader, source)).map(({ row, rejection }) => row ?? rejection?.code);
}
