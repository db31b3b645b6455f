import { parse } from 'csv-parse/sync';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { listObjects, readObject } from '../workflow/objects';

/** The keys of parts, as docs/reference/parts-and-metadata.md gives them. A CSV without folders is not a part. */
const PART = /^[^/]+\/[0-9a-f]{16}\/[^/]+\.csv$/;

interface Column {
  readonly titles: string;
  readonly datatype: string;
  readonly null: readonly string[];
}

/**
 * Returns what a part and its metadata do not agree on; undefined when all parts are described.
 * @param isOurs which keys are judged
 */
export async function disagreement(
  { csvBucket }: Stack,
  aws: Clients,
  isOurs: (key: string) => boolean,
): Promise<string | undefined> {
  const listed = await listObjects(aws, csvBucket);
  const keys = new Set(listed.map(({ key }) => key).filter(isOurs));
  for (const key of keys) {
    if (!PART.test(key)) continue;
    const metadata = `${key}-metadata.json`;
    if (!keys.has(metadata)) return `${key}: there is no ${metadata}`;
    const columns: Column[] = JSON.parse(await readObject(aws, csvBucket, metadata)).tableSchema.columns;
    const [, ...rows]: string[][] = parse(await readObject(aws, csvBucket, key));
    // An empty cell of a column of texts may also be an empty text.
    const odd = columns.find(
      (column, i) =>
        column.datatype !== 'string' && !column.null.includes('') && rows.some((row) => row[i] === ''),
    );
    if (odd) return `${key}: its metadata do not say what an empty cell of ${odd.titles} is`;
  }
  return undefined;
}
