import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item that must be in the records table. */
export interface ExpectedItem {
  readonly pk: string;
  /** The row number in the source. */
  readonly row: number;
  readonly fields: Readonly<Record<string, AttributeValue>>;
}

/** A line that must be in a rejects report. */
export interface ExpectedReject {
  readonly row: number;
  readonly code: string;
  readonly raw: string;
}

/** The expected outcome of a file's rows. */
export interface ExpectedRows {
  readonly items: readonly ExpectedItem[];
  readonly rejects: readonly ExpectedReject[];
  readonly superseded: number;
}

/** A dead letter that must exist in the end. Its subject is the key that it names, or its whole body. */
export interface ExpectedLetter {
  readonly queue: 'jobs-dlq' | 'load-failed';
  readonly about: string;
}

/** A job of the soak: what to do, and what must be seen in the end. */
export interface SoakJob {
  readonly index: number;
  /** The kind of job, for people. */
  readonly what: string;
  readonly dataset: string;
  /** The objects to upload, in order; late ones only after the messages. */
  readonly uploads: readonly Upload[];
  /** The bodies of SQS messages, in order. */
  readonly messages: readonly string[];
  /** S3 events for load, in addition to those that the csv bucket sends. */
  readonly events: readonly unknown[];
  /** A forced message. It makes a new job, and changes only which job the items belong to. */
  readonly again?: string;
  /** The expected rows; absent when there must be no finished job, no row and no report. */
  readonly rows?: ExpectedRows;
  readonly letter?: ExpectedLetter;
}

export interface Upload {
  readonly bucket: 'input' | 'csv';
  readonly key: string;
  readonly body: Buffer;
  readonly late?: boolean;
}

/** One row of a file, before the other rows are known. */
export type SoakRow = { readonly row: number; readonly text: string } & (
  | { readonly key: string; readonly fields: ExpectedItem['fields'] }
  | { readonly code: string }
);

/** Returns what is expected of rows: the last row with a key counts, and rejected rows do not. */
export function expectRows(rows: readonly SoakRow[]): ExpectedRows {
  const items = new Map<string, ExpectedItem>();
  const rejects: ExpectedReject[] = [];
  let superseded = 0;
  for (const soakRow of rows) {
    const { row, text: raw } = soakRow;
    if ('code' in soakRow) {
      rejects.push({ row, code: soakRow.code, raw });
      continue;
    }
    if (items.has(soakRow.key)) superseded++;
    items.set(soakRow.key, { pk: soakRow.key, row, fields: soakRow.fields });
  }
  return { items: [...items.values()], rejects, superseded };
}

/** Returns the partition key that docs/internals/architecture.md defines. */
export function keyOf(dataset: string, ids: readonly string[]): string {
  return [dataset, ...ids].map((text) => text.replace(/[%#]/g, encodeURIComponent)).join('#');
}
