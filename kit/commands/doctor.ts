import type { Command } from 'commander';
import { allEngines, chooseEngine, placeOf } from '../engines/choose';
import type { Place } from '../engines/engine';
import { KitError } from '../errors';
import { readLabs } from '../labs/labs';
import { lineOf, readiness } from '../labs/readiness';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { nodeOnAws } from '../stack/runtime';
import { openText } from '../terminal/lab';
import { textOf } from '../terminal/main';
import { note, type Output, output } from '../terminal/output';
import { bold, green, yellow } from '../terminal/style';

export function doctor(program: Command): void {
  program
    .command('doctor')
    .description('show what this machine has, what it lacks and which engine ENGINE=auto chooses')
    .option('--workshop', 'print one line for the instructor of a workshop; exits with 1 when not ready')
    .option('--json', 'print JSON')
    .action(async ({ workshop = false, json = false }: { workshop?: boolean; json?: boolean }) => {
      const out = output(json);
      if (workshop) return printReadiness(out);
      const place = placeOf(ROOT);
      const states = await engineStates(place);
      const { engine, why } = await chooseEngine(place);
      const aws = nodeOnAws(place.root);
      const { open } = new Workshop(ROOT);
      out.data({
        node: process.version,
        nodeOnAws: aws,
        engines: states,
        choice: { engine: engine.name, why },
        ...(open && { lab: { number: open.lab.number, phase: open.phase } }),
      });
      out.line(`Node.js ${process.version}, port ${place.port}`);
      const other = otherNode(process.versions.node, aws);
      if (other && engine.runsOnThisNode) out.line(`${yellow('⚠')} ${other}`);
      if (open) out.line(`${yellow('⚠')} ${openText(open.lab)}`);
      for (const { name, running, present, problems, missing } of states) {
        const state = running
          ? `running at ${running.endpoint}`
          : present
            ? 'present but not answering (make ready waits for it, make down ends it)'
            : problems.length > 0
              ? 'cannot start'
              : missing.length === 0
                ? 'can start'
                : `can start once ENGINE=${name} make install has pulled ${missing.join(' and ')}, about a gigabyte`;
        out.line(`\n${problems.length === 0 ? green('✔') : yellow('✘')} ${bold(name)}: ${state}`);
        for (const { message, fix } of problems)
          out.line(`    ${message}\n    ${bold('What to do:')} ${fix.replaceAll('\n', '\n    ')}`);
      }
      out.line(`\nmake up would use ${bold(engine.name)}, because ${why}`);
    });
}

/** Prints whether the labs can run on this machine: one line for the instructor, and what to do for the learner. */
async function printReadiness(out: Output): Promise<void> {
  const found = await readiness(readLabs(ROOT));
  out.data(found);
  out.line(lineOf(found));
  if (!found.problem) return;
  note(`\n${textOf(new KitError(found.problem))}`);
  process.exitCode = 1;
}

/** Returns every engine of this checkout: whether it runs, whether it is present, and what keeps it from starting. */
export function engineStates(place: Place) {
  return Promise.all(
    allEngines(place).map(async (engine) => {
      const problems = await engine.problems();
      const missing = problems.length === 0 ? ((await engine.missing?.()) ?? []) : [];
      const [running, present] = [await engine.running(), await engine.present()];
      return { name: engine.name, running, present, problems, missing };
    }),
  );
}

/** Returns a warning when functions run on another major version of Node.js here than on AWS; otherwise undefined. */
export function otherNode(here: string, onAws: number): string | undefined {
  const [major] = here.split('.');
  if (Number(major) === onAws) return undefined;
  return `Functions run on Node.js ${major} here and on Node.js ${onAws} in AWS. To test on the same one, install Node.js ${onAws}, then run \`make down up\`.`;
}
