import type { Read, Reader } from '../../src/record/read';
import { chunked } from './bytes';

/** All rows that a reader gives. */
export async function allRows(reader: Reader, source: AsyncIterable<Buffer> | string): Promise<Read[]> {
  const rows: Read[] = [];
  const chunks = typeof source === 'string' ? chunked(source) : source;
  for await (const batch of reader(chunks)) rows.push(...batch);
  return rows;
}

/** The records that a reader gives, and instead of a row that is none the code of the reason. */
export async function outcomes(reader: Reader, source: AsyncIterable<Buffer> | string): Promise<unknown[]> {
  return (await allRows(reader, source)).map(({ record, fault }) => record ?? fault?.code);
}
