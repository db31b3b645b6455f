import { isDeepStrictEqual } from 'node:util';
import { JOB, KEY, NUMBER } from '../../src/row/attributes';
import { difference, type Item, short } from './compare';
import type { ExpectedRows, SoakJob } from './expected';
import { indexIn } from './target';

export interface SeenJob {
  readonly job: string;
  readonly dataset: string;
  /** The forced message that the receipt is for. */
  readonly forcedBy?: string | undefined;
  readonly phase: string;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly superseded: number;
  readonly filtered: number;
}

export interface SeenReject {
  readonly dataset: string;
  readonly job: string;
  readonly row: number;
  readonly code: string;
  readonly raw: string;
}

export interface SeenLetter {
  readonly queue: 'jobs-dlq' | 'load-failed';
  /** The keys in the letter, unchanged, or its whole body. */
  readonly about: readonly string[];
}

/** Everything that a stage holds. */
export interface Seen {
  readonly items: readonly Item[];
  readonly jobs: readonly SeenJob[];
  readonly rejects: readonly SeenReject[];
  readonly letters: readonly SeenLetter[];
}

/** A deviation from what is expected. */
export interface Finding {
  /** `lost`, `doubled` and `wrong` concern one row each. */
  readonly kind: 'lost' | 'doubled' | 'wrong' | 'unaccounted';
  /** The job's number; absent when the finding belongs to no job. */
  readonly index?: number | undefined;
  readonly what: string;
}

/**
 * Compares everything that a stage has with everything it must have, and also finds extras. The oracle knows the
 * workflow from its documentation only, and shares no code with it.
 * @param forced the number of forced messages for each job, by the job's number; each makes one new job, however often
 *   the message was redriven
 */
export function check(
  expected: readonly SoakJob[],
  seen: Seen,
  forced: ReadonlyMap<number, number> = new Map(),
): Finding[] {
  const known = {
    items: byIndex(seen.items, (item) => item[KEY]?.S ?? ''),
    jobs: byIndex(seen.jobs, ({ dataset }) => dataset),
    rejects: byIndex(seen.rejects, ({ dataset }) => dataset),
    letters: byIndex(seen.letters, ({ about }) => about.join(' ')),
  };
  const findings = expected.flatMap((job) => {
    const mine = {
      items: take(known.items, job.index),
      jobs: take(known.jobs, job.index),
      rejects: take(known.rejects, job.index),
      letters: take(known.letters, job.index),
    };
    return checkJob(job, mine, forced.get(job.index) ?? 0).map((finding) => ({
      ...finding,
      index: job.index,
    }));
  });
  const strays = (kind: Finding['kind'], what: string, left: Map<number | undefined, readonly unknown[]>) =>
    [...left.values()].flat().map((stray): Finding => ({ kind, what: `${what} of no job: ${short(stray)}` }));
  return [
    ...findings,
    ...strays('doubled', 'an item', known.items),
    ...strays('unaccounted', 'a receipt', known.jobs),
    ...strays('doubled', 'a reject', known.rejects),
    ...strays('unaccounted', 'a dead letter', known.letters),
  ];
}

/** Returns the letters that a redrive must remove. */
export function needlessLetters(expected: readonly SoakJob[], letters: readonly SeenLetter[]): SeenLetter[] {
  const must = new Map(expected.map(({ index, letter }) => [index, letter]));
  return letters.filter((letter) => !isOf(letter, must.get(indexIn(letter.about.join(' ')) ?? -1)));
}

type Found = Omit<Finding, 'index'>;

function checkJob(job: SoakJob, seen: Seen, forced: number): Found[] {
  return [
    ...checkRows(job, seen),
    ...checkReceipts(job, seen.jobs, forced),
    ...checkLetters(job, seen.letters),
  ];
}

function checkRows({ rows, dataset }: SoakJob, { items, rejects, jobs }: Seen): Found[] {
  const names = new Set(jobs.filter((job) => job.dataset === dataset).map(({ job }) => job));
  const reports = new Map([...names].map((name): [string, SeenReject[]] => [name, []]));
  const strays = rejects.filter((reject) => !reports.get(reject.job)?.push(reject));
  return [
    ...checkItems(rows?.items ?? [], items, names),
    ...[...reports.values()].flatMap((report) => checkRejects(rows?.rejects ?? [], report)),
    ...strays.map(({ row, job }): Found => {
      return { kind: 'wrong', what: `row ${row} is rejected by job ${job}, which has no receipt` };
    }),
  ];
}

function checkItems(expected: ExpectedRows['items'], seen: readonly Item[], names: Set<string>): Found[] {
  const left = new Map(seen.map((item) => [item[KEY]?.S ?? '', item]));
  const found = expected.flatMap(({ pk, row, fields }): Found[] => {
    const item = left.get(pk);
    left.delete(pk);
    if (!item) return [{ kind: 'lost', what: `row ${row}, item ${short(pk)}` }];
    const { [KEY]: _, [JOB]: writer, [NUMBER]: number, ...stored } = item;
    if (number?.N !== String(row))
      return [{ kind: 'wrong', what: `item ${short(pk)} is of row ${number?.N}, not ${row}` }];
    if (!names.has(writer?.S ?? ''))
      return [{ kind: 'wrong', what: `item ${short(pk)} is of job ${writer?.S}, which has no receipt` }];
    const differs = difference(fields, stored);
    return differs === undefined ? [] : [{ kind: 'wrong', what: `row ${row}: ${differs}` }];
  });
  // An unexpected item is a row that was written twice, or should not have been written.
  for (const pk of left.keys())
    found.push({ kind: 'doubled', what: `item ${short(pk)} is of no row that counts` });
  return found;
}

/** Compares a job's rejects report with the expected lines. */
function checkRejects(expected: ExpectedRows['rejects'], seen: readonly SeenReject[]): Found[] {
  const left = [...seen];
  const found = expected.flatMap(({ row, code, raw }): Found[] => {
    const at = left.findIndex((reject) => reject.row === row);
    if (at === -1) return [{ kind: 'lost', what: `row ${row}, which is to be rejected with ${code}` }];
    const [reject] = left.splice(at, 1) as [SeenReject];
    if (reject.code !== code)
      return [{ kind: 'wrong', what: `row ${row} is rejected with ${reject.code}, not ${code}` }];
    // A delimited row may keep its line end.
    if (reject.raw.replace(/[\r\n]+$/, '') === raw) return [];
    return [
      { kind: 'wrong', what: `row ${row}, rejected: its text is ${short(reject.raw)}, not ${short(raw)}` },
    ];
  });
  for (const { row, code } of left)
    found.push({ kind: 'doubled', what: `row ${row} is rejected with ${code} as well` });
  return found;
}

function checkReceipts({ rows, dataset }: SoakJob, seen: readonly SeenJob[], forced: number): Found[] {
  const found = (what: string): Found[] => [{ kind: 'unaccounted', what }];
  if (!rows) {
    // A broken input has a receipt that says so; a bad message has none.
    const done = seen.find(({ phase }) => phase !== 'failed');
    return done ? found(`its receipt says ${done.phase}, and nothing of it may land`) : [];
  }
  const first = seen.filter(({ forcedBy }) => forcedBy === undefined);
  if (first.length === 0) return found('it has no receipt');
  const others = new Set(seen.flatMap(({ forcedBy }) => forcedBy ?? []));
  if (first.length > 1 || others.size !== forced || seen.length !== 1 + forced)
    return found(`it has ${seen.length} receipts, not 1 and ${forced} of forced messages: ${short(seen)}`);
  const due = {
    dataset,
    phase: 'done',
    rows: rows.items.length + rows.rejects.length + rows.superseded,
    accepted: rows.items.length,
    rejected: rows.rejects.length,
    superseded: rows.superseded,
    filtered: 0, // The step of src/pipeline.ts has no entry for a dataset of the soak.
  };
  return seen.flatMap(({ job: _, forcedBy: __, ...counts }) =>
    isDeepStrictEqual(counts, due) ? [] : found(`its receipt says ${short(counts)}, not ${short(due)}`),
  );
}

function checkLetters({ letter }: SoakJob, seen: readonly SeenLetter[]): Found[] {
  const found: Found[] = [];
  if (letter && !seen.some((one) => isOf(one, letter)))
    found.push({
      kind: 'unaccounted',
      what: `no dead letter in ${letter.queue} is about ${short(letter.about)}`,
    });
  for (const one of seen.filter((one) => !isOf(one, letter)))
    found.push({ kind: 'unaccounted', what: `a dead letter in ${one.queue} about ${short(one.about)}` });
  return found;
}

function isOf({ queue, about }: SeenLetter, letter: SoakJob['letter']): boolean {
  return letter !== undefined && queue === letter.queue && about.includes(letter.about);
}

function byIndex<T>(all: readonly T[], textOf: (one: T) => string): Map<number | undefined, T[]> {
  const groups = new Map<number | undefined, T[]>();
  for (const one of all) {
    const index = indexIn(textOf(one));
    const group = groups.get(index);
    if (group) group.push(one);
    else groups.set(index, [one]);
  }
  return groups;
}

function take<T>(all: Map<number | undefined, T[]>, index: number): T[] {
  const mine = all.get(index) ?? [];
  all.delete(index);
  return mine;
}
