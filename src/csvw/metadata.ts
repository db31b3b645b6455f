import * as v from 'valibot';
import { PermanentFailure } from '../errors';
import type { Ranges } from '../row/ranges';
import type { Column } from './column';

/** What a part is to Sluice, beside what its columns are. */
export interface Note {
  readonly job: string;
  /** Which part of the job: from 1. */
  readonly part: number;
  readonly dataset: string;
  /** The input object's key. */
  readonly source: string;
  /** The id columns; none when the row number is the id. */
  readonly id: readonly string[];
  /** The source's number of each row, in order. */
  readonly rows: Ranges;
  /** Those of them whose key is repeated later in the job. */
  readonly superseded: Ranges;
}

export interface Metadata {
  readonly columns: readonly Column[];
  readonly note: Note;
}

/** By one pass that copies nothing: valibot's own arrays would take the memory of thousands of ranges twice. */
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

/** A range on a line of its own. A text has no bare newline in JSON, so that none looks like it. */
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

/** The key of the metadata beside a CSV. https://www.w3.org/TR/tabular-data-model/#standard-file-metadata */
export function metadataKey(csvKey: string): string {
  return `${csvKey}-metadata.json`;
}

/** A part's metadata document. https://www.w3.org/TR/tabular-metadata/ */
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

/** @throws PermanentFailure `METADATA_INVALID` */
export function readMetadata(text: string): Metadata {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Without its cause: the parser's own message repeats the text, which does not belong in a log.
    throw new PermanentFailure('METADATA_INVALID', { problem: 'it is not JSON' });
  }
  const parsed = v.safeParse(Document, document);
  if (parsed.success) return { columns: parsed.output.tableSchema.columns, note: parsed.output.notes[0] };
  const where = v.getDotPath(parsed.issues[0]) ?? 'document';
  throw new PermanentFailure('METADATA_INVALID', { problem: `${where} is missing or wrong` });
}
