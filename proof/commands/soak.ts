import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { KitError } from '../../kit/errors';
import { openFaults } from '../../kit/faults/faults';
import { workersOf } from '../../kit/faults/kill';
import { soakJob } from '../../kit/oracle/job';
import { engine, openSession, ROOT } from '../../kit/session';
import { deploy } from '../../kit/stack/serverless';
import { findStack } from '../../kit/stack/stack';
import { stageOf } from '../../kit/stack/stage';
import { positive } from '../../kit/terminal/options';
import { note, type Output, output } from '../../kit/terminal/output';
import { step } from '../../kit/terminal/progress';
import { green, red } from '../../kit/terminal/style';
import { empty } from '../../kit/workflow/empty';
import { type SoakResult, soak } from '../soak/run';

/** The soak's own stage. Its functions have short timeouts and small parts, so more happens in the same time. */
const STAGE = 'local-soak';
const PARAMS = {
  ...{ extractTimeout: 10, loadTimeout: 10, visibilityTimeout: 20 },
  ...{ batchSize: 10, partRows: 50, jobParts: 100 },
};
const JOBS = 1000;
const JOBS_PER_KILL = 20;
const SHOWN = 20;

interface Flags {
  jobs?: number;
  kills?: number;
  seed?: number;
  json?: boolean;
}

export function soakCommand(program: Command): void {
  program
    .command('soak')
    .description('run random jobs while faults hit and functions are killed, and check every row')
    .option('--jobs <n>', 'how many', positive)
    .option('--kills <n>', 'kill at least n functions while they work', positive)
    .option('--seed <n>', 'repeat the jobs of this seed', positive)
    .option('--json', 'print JSON')
    .action(async ({ jobs = JOBS, kills = Math.ceil(jobs / JOBS_PER_KILL), seed, json = false }: Flags) => {
      const options = { jobs, kills, seed: seed ?? randomInt(1, 1e9) };
      const out = output(json);
      workersOf((await engine()).engine); // Refuses such an engine before anything is deployed.
      const session = await openSession(stageOf({ STAGE }));
      note(`--seed ${options.seed} --jobs ${jobs} --kills ${kills}`);
      await step(`Deploying stage ${STAGE}`, (report) => deploy(ROOT, session.stage, PARAMS, report));
      const opened = { ...session, stack: await findStack(session.stage, session.aws) };
      await step(`Emptying stage ${STAGE}`, (report) => empty(opened.stack, opened.aws, report));
      const faults = await openFaults(opened);
      try {
        const result = await soak(opened, faults, options, step);
        out.data({ ...result, ...countsOf(result) });
        print(result, out);
        if (result.findings.length > 0) throw found(result);
      } finally {
        await faults.close();
      }
    });
}

function countsOf({ findings }: SoakResult) {
  const count = (kind: string) => findings.filter((finding) => finding.kind === kind).length;
  return {
    lost: count('lost'),
    doubled: count('doubled'),
    wrong: count('wrong'),
    unaccounted: new Set(findings.flatMap(({ kind, index }) => (kind === 'unaccounted' ? [index] : []))).size,
  };
}

function print(result: SoakResult, out: Output): void {
  const { jobs, rows, kills, faults, redriven, seconds, seed, findings } = result;
  const { lost, doubled, wrong, unaccounted } = countsOf(result);
  const hit = Object.entries(faults).filter(([, hits]) => hits > 0);
  out.line();
  out.table(
    ['what', 'number'],
    [
      ['jobs', jobs],
      ['rows', rows],
      ['kills', kills],
      ...hit.map(([name, hits]): [string, number] => [`  ${name}`, hits]),
      ['redriven', redriven],
      ['rows lost', lost],
      ['rows doubled', doubled],
      ['rows wrong', wrong],
      ['jobs unaccounted', unaccounted],
      ['seconds', seconds],
    ],
  );
  if (findings.length === 0) {
    out.line(`\n${green('✔ every row of every job is in its place')} (--seed ${seed})`);
    return;
  }
  const buckets = { inputBucket: '', csvBucket: '' };
  for (const { kind, index, what } of findings.slice(0, SHOWN)) {
    const about = index === undefined ? '' : `job ${index} (${soakJob(seed, index, buckets).what}): `;
    out.line(`${red(`✘ ${kind}`)} ${about}${what}`);
  }
  if (findings.length > SHOWN) out.line(`… and ${findings.length - SHOWN} more`);
}

function found({ seed, jobs, findings }: SoakResult): KitError {
  return new KitError('SOAK_FINDINGS', { findings: findings.length, seed, jobs });
}
