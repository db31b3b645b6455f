import * as v from 'valibot';
import { PermanentFailure } from '../errors';
import type { Ranges } from '../row/ranges';
import type { Column } from './column';

/** What Sluice records about a part, besides its columns. */
export interface Note {
  readonly job: string;
  /** The number of the part in its job, from 1. */
  readonly part: number;
  readonly dataset: string;
  /** The input object's key. */
  readonly source: string;
  /** The id columns; empty when the row number is the id. */
  readonly id: readonly string[];
  /** The row numbers in the source, in order. */
  readonly rows: Ranges;
  /** The row numbers whose key is repeated later in the job. */
  readonly superseded: Ranges;
}

export interface Metadata {
  readonly columns: readonly Column[];
  readonly note: Note;
}

/** Checks ranges in one pass without a copy: valibot's arrays would hold thousands of ranges twice. */
const RowRanges = v.custom<Ranges>((value) => {
  let end = -1;
  const follows = (range: unknown) => {
    if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isSafeInteger)) return false;
    const [first, last] = range as Ranges[number];
    if (first <= end || last < first) return false;
    end = last;
    return true;
  };
  return Array.isArray(value) && value.every(follows);
});

/** Matches a range that JSON spreads over lines. A JSON string has no bare newline, so no string matches. */
const RANGE = /\[\n\s+(\d+),\n\s+(\d+)\n\s+\]/g;

const Document = v.object({
  tableSchema: v.object({
    columns: v.array(
      v.object({
        titles: v.string(),
        datatype: v.picklist(['string', 'number', 'boolean', 'json']),
        null: v.array(v.picklist(['', 'null'])),
      }),
    ),
  }),
  notes: v.tuple([
    v.object({
      job: v.string(),
      part: v.number(),
      dataset: v.string(),
      source: v.string(),
      id: v.array(v.string()),
      rows: RowRanges,
      superseded: RowRanges,
    }),
  ]),
});

/** Returns the key of a CSV's metadata. https://www.w3.org/TR/tabular-data-model/#standard-file-metadata */
export function metadataKey(csvKey: string): string {
  return `${csvKey}-metadata.json`;
}

/** Returns a part's metadata document. https://www.w3.org/TR/tabular-metadata/ */
export function writeMetadata(csvKey: string, { columns, note }: Metadata): string {
  const url = encodeURIComponent(csvKey.slice(csvKey.lastIndexOf('/') + 1));
  const document = {
    '@context': 'http://www.w3.org/ns/csvw',
    url,
    dialect: { header: true, encoding: 'utf-8' },
    tableSchema: { columns },
    notes: [note],
  };
  return `${JSON.stringify(document, null, 2).replace(RANGE, '[$1, $2]')}\n`;
}

/** Parses a metadata document. @throws PermanentFailure `METADATA_INVALID` */
export function readMetadata(text: string): Metadata {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // No cause: the parser's message repeats the text, which must not reach a log.
    throw new PermanentFailure('METADATA_INVALID', { problem: 'it is not JSON' });
  }
  const parsed = v.safeParse(Document, document);
  if (parsed.success) return { columns: parsed.output.tableSchema.columns, note: parsed.output.notes[0] };
  const where = v.getDotPath(parsed.issues[0]) ?? 'document';
  throw new PermanentFailure('METADATA_INVALID', { problem: `${where} is missing or wrong` });
}
