import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { KitError } from '../../kit/errors';
import { engine, openSession, ROOT, type Session } from '../../kit/session';
import { note, output } from '../../kit/terminal/output';
import { step } from '../../kit/terminal/progress';
import { yellow } from '../../kit/terminal/style';
import { alike, pageOf } from '../parity/page';
import { keyOf, type Service } from '../parity/probe';
import { services } from '../parity/probes';
import { type Results, readResults, writeResults } from '../parity/results';
import { type Outcome, runProbes } from '../parity/run';

const SHOWN_FAILURES = 8;

export function parity(program: Command): void {
  program
    .command('parity')
    .description('test on the stage what the workflow expects from AWS, and write docs/internals/parity.md')
    .option(
      '--only <text>',
      'only probes whose name contains this; prints the result without writing the page',
    )
    .option('--json', 'print JSON')
    .action(async ({ only, json = false }: { only?: string; json?: boolean }) => {
      const out = output(json);
      const session = await openSession();
      const subject = await subjectOf(session);
      const chosen = only === undefined ? services : services.map((service) => narrow(service, only));
      const signal = interruption();
      const title = `Trying ${count(chosen)} behaviours of AWS on ${subject.engine} ${subject.version}`;
      const outcome = await step(title, (report) =>
        runProbes(chosen, { aws: session.aws, offline: session.stage.offline, signal }, report),
      );
      for (const what of outcome.leftBehind) note(`${yellow('left behind')} ${what}`);
      if (signal.aborted) process.exit(130);
      const results: Results = {
        ...subject,
        date: new Date().toISOString().slice(0, 10),
        seen: outcome.seen,
      };
      out.data(results);
      const differing = differences(chosen, results);
      if (differing.length > 0) out.table(['', 'AWS', subject.engine], differing);
      out.line(`\n${alike(chosen, results)} of ${count(chosen)} like AWS.`);
      requireAll(outcome);
      if (only !== undefined) return;
      writeResults(ROOT, results);
      writeFileSync(path.join(ROOT, 'docs', 'internals', 'parity.md'), pageOf(services, readResults(ROOT)));
      out.line('Written to docs/internals/parity.md.');
    });
}

async function subjectOf({ stage, aws }: Session): Promise<{ engine: string; version: string }> {
  if (!stage.offline) return { engine: 'aws', version: await aws.lambda.config.region() };
  const { engine: chosen } = await engine();
  return { engine: chosen.name, version: (await chosen.running())?.version ?? 'unknown' };
}

function narrow(service: Service, only: string): Service {
  return { ...service, probes: service.probes.filter((probe) => keyOf(service, probe).includes(only)) };
}

function count(chosen: readonly Service[]): number {
  return chosen.reduce((sum, { probes }) => sum + probes.length, 0);
}

function differences(chosen: readonly Service[], { seen }: Results): string[][] {
  return chosen.flatMap((service) =>
    service.probes.flatMap((probe) => {
      const saw = seen[keyOf(service, probe)];
      return saw === undefined || saw === probe.aws ? [] : [[keyOf(service, probe), probe.aws, saw]];
    }),
  );
}

/** The first Ctrl-C ends the probes, which then delete their resources; the second ends the command. */
function interruption(): AbortSignal {
  const abort = new AbortController();
  const otherwise = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  process.once('SIGINT', () => {
    for (const listener of otherwise) process.on('SIGINT', listener);
    note('\nDeleting what the probes made; Ctrl-C again leaves it.');
    abort.abort();
  });
  return abort.signal;
}

function requireAll({ failed }: Outcome): void {
  if (failed.length === 0) return;
  const reasons = failed
    .slice(0, SHOWN_FAILURES)
    .map(({ key, error }) => `  ${key}\n    ${error.name}: ${error.message}`);
  if (failed.length > SHOWN_FAILURES) reasons.push(`  … and ${failed.length - SHOWN_FAILURES} more`);
  const values = { count: failed.length, reasons: reasons.join('\n') };
  throw new KitError('PROBE_FAILED', values, failed[0]?.error);
}
