import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { NotYet } from '../../kit/labs/lab';
import { type OwnRows, ownRows } from '../../kit/labs/own-rows';
import { ROOT } from '../../kit/root';

/** The file that names the learner's own one. */
const NAMED = 'labs/14-make-it-yours/your-file.txt';
export const STARTER = path.join(__dirname, 'starter', 'readings.csv');
const TRY = 'make try FILE=… shows each row, and src/pipeline.ts is the step';

/** Returns the path of the file that the learner has named. */
export function named(): string {
  const lines = readFileSync(path.join(ROOT, NAMED), 'utf8').split(/\r?\n/);
  const line = lines.map((text) => text.trim()).find((text) => text !== '' && !text.startsWith('#')) ?? '';
  return path.resolve(ROOT, line.replace(/^~(?=\/)/, os.homedir()));
}

/** Judges what the step makes of the file, without an engine. */
export async function judgeStep(file: string): Promise<NotYet | OwnRows> {
  if (!existsSync(file)) {
    return {
      wanted: 'The file that your-file.txt names is there.',
      seen: `there is no ${file}`,
      look: NAMED,
    };
  }
  if (readFileSync(file).equals(readFileSync(STARTER))) {
    return {
      wanted: 'The file is your own.',
      seen: 'it is the starter, and the starter works',
      look: `${NAMED} names the file; src/pipeline.ts has the step for it`,
    };
  }
  let own: OwnRows;
  try {
    own = await ownRows(file);
  } catch (error) {
    return { wanted: 'Your step reads the whole file.', seen: (error as Error).message, look: TRY };
  }
  const { dataset, entry, tried, failure } = own;
  if (!entry) {
    return {
      wanted: 'src/pipeline.ts has a step for the dataset of your file.',
      seen: `it has none for ${dataset}, which is the name of the file`,
      look: 'src/pipeline.ts: the name in datasets',
    };
  }
  if (failure) return { wanted: 'Your step reads the whole file.', seen: failure, look: TRY };
  if (tried.counts.accepted === 0) {
    return {
      wanted: 'At least one row of your file is stored.',
      seen: `rows read: ${tried.counts.rows}, rejected: ${tried.counts.rejected}, filtered: ${tried.counts.filtered}`,
      look: TRY,
    };
  }
  const other = firstOther(tried.rows, (await ownRows(file)).tried.rows);
  if (other !== undefined) {
    return {
      wanted: 'Your step makes the same of a row each time.',
      seen: `it made something else of row ${other} the second time`,
      look: 'src/pipeline.ts: what does the transform use besides the row? A clock, chance, a counter?',
    };
  }
  const pair = hidden(own);
  if (pair) {
    return {
      wanted: 'No row hides another: rows that differ have ids that differ.',
      seen: `row ${pair.later} replaces row ${pair.earlier}, which is another row of your file: ${pair.key}`,
      look: 'src/pipeline.ts: which columns make the id, and what does the transform return?',
    };
  }
  return own;
}

type Rows = OwnRows['tried']['rows'];

/** Returns the number of the first row that became something else the second time. */
function firstOther(first: Rows, second: Rows): number | undefined {
  return first.find((row, i) => JSON.stringify(row) !== JSON.stringify(second[i]))?.number;
}

/** Returns a row that a later row with the same id replaces, although the two differ in the file. */
function hidden({ tried, sources }: OwnRows) {
  const last = new Map(tried.rows.flatMap((row) => (row.became === 'item' ? [[row.key, row.number]] : [])));
  for (const row of tried.rows) {
    if (row.became !== 'superseded') continue;
    const later = last.get(row.key) ?? 0;
    if (JSON.stringify(sources[row.number]) !== JSON.stringify(sources[later]))
      return { earlier: row.number, later, key: row.key };
  }
  return undefined;
}
