import type { Counts } from '../../../src/ledger/receipt';
import type { Loaded } from '../../../src/load/load';
import { Workflow } from '../../support/job';
import { WireRecords } from './wire';

export type WireWorkflow = Omit<Workflow, 'records'> & { readonly records: WireRecords };

/** The workflow in memory, except that records are kept as they are sent to DynamoDB. */
export function wireWorkflow(chunkBytes: number, part: Workflow['part']): WireWorkflow {
  return Object.assign(new Workflow(chunkBytes), {
    part,
    records: new WireRecords(),
  }) as unknown as WireWorkflow;
}

/** Returns a job's outcome, after checking that each row is accounted for. */
export function account(
  flow: WireWorkflow,
  extracted: { rows: number; rejected: number },
  loaded: readonly Loaded[],
): Counts {
  const sum = { rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0 };
  for (const one of loaded) {
    if (one.outcome !== 'loaded') throw new Error(`a part is ${one.outcome}`);
    for (const count of Object.keys(sum) as (keyof Counts)[]) sum[count] += one.counts[count];
  }
  const { rows } = extracted;
  const rejected = extracted.rejected + sum.rejected;
  expect(sum.rows).toBe(rows - extracted.rejected);
  expect(rows).toBe(sum.accepted + rejected + sum.superseded);
  expect(flow.rejects).toHaveLength(rejected);
  expect(flow.records.items.size).toBe(sum.accepted);
  expect(leftOpen(flow)).toEqual([]);
  return { ...sum, rows, rejected };
}

/** The uploads and downloads that were not ended. */
export function leftOpen({ csv, input }: WireWorkflow): string[] {
  return [...csv.unreleased, ...csv.unclosed.filter((key) => key.endsWith('.csv')), ...input.unclosed];
}
