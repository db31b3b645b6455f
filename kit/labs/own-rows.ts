import path from 'node:path';
import { parseJson, type Row, toJson, type Value } from '../../src/row/value';
import { run } from '../engines/run';
import { ROOT } from '../root';
import { readPipeline } from '../workflow/own-step';
import { requestOf, requireFile } from '../workflow/send';
import { type Tried, tryFile } from '../workflow/try';

/** How long the learner's step may take for a file. */
const MOST_MS = 60_000;

/** What the learner's own step makes of a file. */
export interface OwnRows {
  readonly dataset: string;
  /** Whether src/pipeline.ts has an entry for the dataset. */
  readonly entry: boolean;
  readonly tried: Omit<Tried, 'failure' | 'warnings'>;
  /** Each row of the file without the step, by its number. */
  readonly sources: Readonly<Record<string, Row>>;
  /** Why the file cannot be read to its end. */
  readonly failure?: string;
}

/**
 * Runs the learner's own step on a file, in a new process: the step may have changed since this process read it, and may
 * never return.
 * @throws Error with what the process printed
 */
export async function ownRows(file: string): Promise<OwnRows> {
  const args = ['--require', './kit/typescript.js', __filename, file];
  const { exitCode, stdout, output } = await run(process.execPath, args, { cwd: ROOT, timeoutMs: MOST_MS });
  if (exitCode !== 0) throw new Error(output.trim() || `the step takes more than ${MOST_MS / 1000} s`);
  // The step may print lines, too.
  return parseJson(stdout.slice(stdout.lastIndexOf('\n') + 1)) as unknown as OwnRows;
}

async function rowsOf(file: string): Promise<OwnRows> {
  await requireFile(file);
  const request = requestOf({ key: path.basename(file) });
  const own = readPipeline();
  const { failure, warnings: _, ...tried } = await tryFile(file, request, own, Number.POSITIVE_INFINITY);
  const entry = own.datasets.get(tried.dataset);
  const { id, schema, transform, ...reading } = entry ?? {};
  const plain = { version: 1, datasets: new Map([[tried.dataset, reading]]) };
  const { rows } = await tryFile(file, request, plain, Number.POSITIVE_INFINITY);
  const sources = rows.flatMap((one) => ('row' in one ? [[one.number, one.row]] : []));
  return {
    ...{ dataset: tried.dataset, entry: entry !== undefined, tried, sources: Object.fromEntries(sources) },
    ...(failure && { failure: `${failure.code}: ${failure.message}` }),
  };
}

if (require.main === module) {
  rowsOf(process.argv[2] ?? '').then(
    (rows) => process.stdout.write(`\n${toJson(rows as unknown as Value)}`),
    (error: Error) => {
      process.stderr.write(error.message);
      process.exitCode = 1;
    },
  );
}
