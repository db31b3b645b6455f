import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item that must be in the records table. */
export interface ExpectedItem {
  readonly pk: string;
  /** The source's row. */
  readonly row: number;
  readonly fields: Readonly<Record<string, AttributeValue>>;
}

/** A line that must be in a rejects report. */
export interface ExpectedReject {
  readonly row: number;
  readonly code: string;
  readonly raw: string;
}

/** What must have become of a file's rows. */
export interface ExpectedRows {
  readonly items: readonly ExpectedItem[];
  readonly rejects: readonly ExpectedReject[];
  readonly superseded: number;
}

/** A dead letter that must be there in the end: what it is about is the key that it names, or its whole body. */
export interface ExpectedLetter {
  readonly queue: 'jobs-dlq' | 'load-failed';
  readonly about: string;
}

/** A job of the soak, from both ends: what is done, and what must be seen when all is over. */
export interface SoakJob {
  readonly index: number;
  /** What kind of job it is, for people. */
  readonly what: string;
  readonly dataset: string;
  /** Objects, in order; late ones only after the messages. */
  readonly uploads: readonly Upload[];
  /** Bodies of SQS messages, in order. */
  readonly messages: readonly string[];
  /** S3 events for load, besides those that the csv bucket sends. */
  readonly events: readonly unknown[];
  /** A forced message: a job of its own, which changes nothing but the job that the items are of. */
  readonly again?: string;
  /** Absent when there must be no job that was done, no row and no report. */
  readonly rows?: ExpectedRows;
  readonly letter?: ExpectedLetter;
}

export interface Upload {
  readonly bucket: 'input' | 'csv';
  readonly key: string;
  readonly body: Buffer;
  readonly late?: boolean;
}

/** One row of a file before it is known which others are there. */
export type SoakRow = { readonly row: number; readonly text: string } & (
  | { readonly key: string; readonly fields: ExpectedItem['fields'] }
  | { readonly code: string }
);

/** Of rows with one key the last counts; a refused row is none. */
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

/** The partition key, as docs/internals/architecture.md defines it. */
export function keyOf(dataset: string, ids: readonly string[]): string {
  return [dataset, ...ids].map((text) => text.replace(/[%#]/g, encodeURIComponent)).join('#');
}
