import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../../kit/atomic-write';
import type { Flow } from '../../../kit/labs/flow';
import { filesOf } from '../../../kit/labs/kept';
import { codeOf, fixesOf, type Lab, labOf, measuresOn, solutionOf, withSeed } from '../../../kit/labs/labs';
import { onStage, openLabStage } from '../../../kit/labs/on-stage';
import { apply, type Patch } from '../../../kit/labs/patch';
import { Workshop } from '../../../kit/labs/workshop';
import { engine, ROOT } from '../../../kit/session';

/** A state of a lab, and whether the check said what it must say. */
export interface Proven {
  readonly lab: string;
  /** `intact`, `measured`, `broken`, `solution`, `wrong/…`, `other/…` or `reset`. */
  readonly state: string;
  readonly ok: boolean;
  /** What the check said, or what is not as before. */
  readonly said: string;
  readonly seconds: number;
}

const PASSED = 'passed';

/**
 * Proves a lab in the checkout that holds this file, which must be a copy: the lab changes its files. Prints one JSON line
 * for each state. `proveIn` runs it.
 * @param few proves only what every lab has: without the measurement, one wrong fix, no other fixes
 * @param seed chooses the break of a lab that has several. That the intact files pass, which the first of them has shown,
 *   is not shown again
 */
async function prove(workshop: Workshop, lab: Lab, few: boolean, seed?: number): Promise<void> {
  const { name } = (await engine()).engine; // Before the session, which replaces the environment.
  const session = await openLabStage();
  const again = seed !== undefined && seed > 1;
  const code = codeOf(lab);
  const look = <T>(at: (flow: Flow) => Promise<T>) => onStage(session, () => {}, at);
  const contents = () => contentsOf(lab.files);
  const fingerprint = () => createHash('sha256').update(JSON.stringify(contents())).digest('hex');
  const before = fingerprint();
  const print = (state: string, ok: boolean, said: string, began: number) => {
    const which = lab.chosen ? `${lab.chosen.name}: ` : '';
    const proven: Proven = {
      lab: lab.name,
      state: `${which}${state}`,
      ok,
      said,
      seconds: (Date.now() - began) / 1000,
    };
    process.stdout.write(`${JSON.stringify(proven)}\n`);
  };
  const judge = async (state: string, wanted: string) => {
    const began = Date.now();
    try {
      const { wanted: said, seen } = (await look((flow) => code.check(flow))) ?? {
        wanted: PASSED,
        seen: 'no failure',
      };
      const ok = said === wanted;
      print(state, ok, ok ? said : `${said} (seen: ${seen}; expected: ${wanted})`, began);
    } catch (error) {
      print(state, false, `could not run: ${(error as Error).message}`, began);
    }
  };

  // Without a break, the intact files are those that the lab fails with.
  if (code.break && !again) await judge('intact', PASSED);
  workshop.begin(String(lab.number), seed);
  workshop.breakFile('skip');
  if (!few) {
    const began = Date.now();
    const { answer, seen } = await look((flow) => code.observe(flow));
    workshop.measured(answer, seen);
    const wanted = measuresOn(lab, name);
    const said = `${answer}: ${seen.join('; ')}`;
    const ok = wanted.includes(answer);
    print('measured', ok, ok ? said : `${said} (the prose says ${wanted.join(' or ')})`, began);
  }
  await judge('broken', lab.fails);

  const asBroken = contents();
  const withPatch = async (state: string, patch: Patch, wanted: string) => {
    for (const [file, content] of asBroken) writeAtomically(path.join(ROOT, file), content);
    apply(ROOT, patch);
    const isIntact = seed !== undefined && fingerprint() === before;
    if (isIntact) print(state, wanted === PASSED, 'passed, as the same files did when intact', Date.now());
    else await judge(state, wanted);
  };
  await withPatch('solution', solutionOf(lab), PASSED);
  const wrong = Object.entries(fixesOf(lab, 'wrong'));
  for (const [name, patch] of few ? wrong.slice(0, 1) : wrong)
    await withPatch(`wrong/${name}`, patch, sentenceOf(patch));
  const other = Object.entries(fixesOf(lab, 'other'));
  for (const [name, patch] of few ? [] : other) await withPatch(`other/${name}`, patch, PASSED);

  const reset = Date.now();
  workshop.close();
  const same = fingerprint() === before;
  print('reset', same, same ? 'every file is as before' : 'some files are not as before', reset);
}

/** Returns the sentence with which a wrong fix must fail. */
function sentenceOf({ about }: Patch): string {
  return /^Must fail with: (.+)$/m.exec(about)?.[1] ?? '(the patch names no sentence)';
}

/** Returns the files of the project that a lab may change, and its own ones, with their contents. */
function contentsOf(labFiles: readonly string[]): [string, string][] {
  const files = ['src', 'stack', 'serverless.yml', ...labFiles].flatMap((part) => filesOf(ROOT, part));
  return [...new Set(files)].map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]);
}

async function main(number: string, few: boolean): Promise<void> {
  if (existsSync(path.join(ROOT, '.git'))) throw new Error('not in a checkout: only in a copy of it');
  const workshop = new Workshop(ROOT);
  const lab = labOf(workshop.labs, number);
  if (lab.unlisted.length === 0) return prove(workshop, lab, few);
  const seeds = lab.unlisted.map((_, i) => i + 1);
  for (const seed of few ? [1] : seeds) await prove(workshop, withSeed(lab, seed), few, seed);
}

if (require.main === module) {
  const [, , number = '', few] = process.argv;
  main(number, few === 'few').then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
}
