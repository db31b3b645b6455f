import { KitError } from '../errors';
import { clearFaults } from '../faults/faults';
import type { Measured } from '../labs/lab';
import { codeOf, type Lab } from '../labs/labs';
import { LAB_STAGE, onStage, openLabStage } from '../labs/on-stage';
import type { OpenLab, PutBack, Workshop } from '../labs/workshop';
import type { Session } from '../session';
import { findStack } from '../stack/stack';
import { empty } from '../workflow/empty';
import {
  printAnswer,
  printNotYet,
  printPutBack,
  printQuestion,
  printSection,
  printSeen,
  printTitle,
  styled,
  wrapped,
} from './lab';
import type { Output } from './output';
import { step } from './progress';
import { bold, green, yellow } from './style';

/** Shows a lab that is open: what the system does now, and the question; or, after the break, what is to be fixed. */
export async function show(
  { lab, phase, done }: OpenLab,
  session: Session,
  putBack: readonly PutBack[],
  out: Output,
): Promise<void> {
  printPutBack(putBack, out);
  printTitle(lab, out);
  if (phase === 'asked') {
    if (lab.recall)
      printRecall(lab.recall, `${lab.recall.question} (The answer follows when you pass.)`, out);
    printSection(lab, 'Run', out);
    out.line();
    const seen = await demonstrate(lab, session);
    out.line();
    printSeen(seen, out);
    printSection(lab, 'Predict', out);
    printQuestion(lab, out);
    const { break: place, starter } = codeOf(lab);
    const then = place ? 'breaks it' : starter ? 'puts the starter in place' : 'is measured';
    out.line(
      `\nYour prediction ${then}: make predict A=${Object.keys(lab.answers)[0]}      Without one: A=skip`,
    );
    out.data({ lab: about(lab), phase, seen });
    return;
  }
  if (phase === 'breaking') out.line('\nThe break was interrupted. To complete it: make predict');
  else {
    if (done.measured)
      printMeasured(lab, done.prediction, { answer: done.measured, seen: done.seen ?? [] }, out);
    printSection(lab, 'See', out);
    if (phase === 'passed') {
      out.line(`\n${green(`✔ lab ${lab.number} is passed`)}`);
      printAfterPass(out);
    } else {
      printSection(lab, 'Fix', out);
      printNext(out);
    }
  }
  out.data({ lab: about(lab), phase, ...done });
}

/** Records a prediction, breaks the system, and prints the prediction beside what the broken system does. */
export async function predict(
  workshop: Workshop,
  session: Session,
  answer: string | undefined,
  out: Output,
): Promise<void> {
  const opened = workshop.breakFile(answer);
  const { lab, phase, done } = opened;
  if (phase !== 'breaking') {
    out.line(`\nThe prediction of lab ${lab.number} is recorded: ${done.prediction}.`);
    return show(opened, session, [], out);
  }
  const measured = await measure(lab, session);
  workshop.measured(measured.answer, measured.seen);
  out.data({ lab: about(lab), prediction: done.prediction, measured: measured.answer, seen: measured.seen });
  printMeasured(lab, done.prediction, measured, out);
  printSection(lab, 'See', out);
  printSection(lab, 'Fix', out);
  printNext(out);
}

/** Judges the system as the learner's files make it. Returns whether it passed. */
export async function check(workshop: Workshop, session: Session, out: Output): Promise<boolean> {
  const { lab } = workshop.requireBroken();
  const failure = await step(`Checking lab ${lab.number}`, (report) =>
    onStage(session, report, (flow) => codeOf(lab).check(flow)),
  );
  out.data({ lab: about(lab), passed: failure === undefined, ...failure });
  if (failure) {
    printNotYet(failure, out);
    return false;
  }
  workshop.passed();
  out.line(`\n${green('✔ passed')}`);
  printSection(lab, 'Why it matters', out);
  printSection(lab, 'On AWS', out);
  if (lab.recall) printRecall(lab.recall, `${lab.recall.question} ${lab.recall.answer}`, out);
  printAfterPass(out);
  return true;
}

export function hint(workshop: Workshop, out: Output): void {
  const { lab, number, text } = workshop.hint();
  out.data({ lab: about(lab), hint: number, text });
  out.line(`\n${bold(`Hint ${number} of 3`)}\n${styled(text)}`);
  if (number === 3) out.line('\nThis was the last hint. One solution: make solution');
}

export function solution(workshop: Workshop, out: Output): void {
  const { lab, patch } = workshop.solution();
  out.data({ lab: about(lab), about: patch.about, diff: patch.diff });
  out.line(`\n${patch.about}\n\n${patch.diff.trimEnd()}`);
}

/** Puts a lab's files back, clears the faults of the stage and empties it. Says each thing that it does. */
export async function reset(workshop: Workshop, out: Output): Promise<void> {
  const { open } = workshop;
  const putBack = workshop.close();
  if (!open) out.line('No lab is open: no file is put back.');
  else if (putBack.length === 0) out.line(`The files of lab ${open.lab.number} are as they were before it.`);
  printPutBack(putBack, out);
  const stage = await emptyStage();
  out.data({ ...(open && { lab: about(open.lab) }), putBack, ...stage });
  if (!stage) out.line('The stage of the labs does not exist, so there is nothing to empty.');
  else {
    const { faults } = stage;
    if (faults > 0) out.line(`${green('✔')} faults cleared: ${faults}`);
    out.line(`${green('✔')} the queues, buckets and tables of stage ${LAB_STAGE} are empty`);
  }
}

async function emptyStage(): Promise<{ faults: number } | undefined> {
  try {
    const session = await openLabStage();
    const opened = { ...session, stack: await findStack(session.stage, session.aws) };
    const faults = await clearFaults(opened);
    await empty(opened.stack, opened.aws, () => {});
    return { faults };
  } catch (error) {
    if (error instanceof KitError && ['NOT_RUNNING', 'NOT_DEPLOYED'].includes(error.code)) return undefined;
    throw error;
  }
}

function measure(lab: Lab, session: Session): Promise<Measured> {
  return step('Running it', (report) => onStage(session, report, (flow) => codeOf(lab).observe(flow)));
}

/** Returns what the system does before the break, one fact a line. */
async function demonstrate(lab: Lab, session: Session): Promise<readonly string[]> {
  const { run } = codeOf(lab);
  if (!run) return (await measure(lab, session)).seen;
  return step('Running it', (report) => onStage(session, report, run));
}

function printMeasured(lab: Lab, prediction = 'skip', measured: Measured, out: Output): void {
  out.line(`\n${bold(lab.question)}`);
  printAnswer(lab, prediction, measured, out);
}

function printRecall({ lab }: { lab: number }, text: string, out: Output): void {
  out.line(`\n${bold(`Do you remember lab ${lab}?`)}`);
  for (const line of wrapped(text)) out.line(line);
}

function printNext(out: Output): void {
  out.line(`\n${yellow('Fix it, then:')} make check      Stuck? make hint      Give up: make lab-reset`);
}

function printAfterPass(out: Output): void {
  out.line('\nThe next one: make lab      One solution: make solution      To stop here: make lab-reset');
}

/** What JSON says about a lab. */
function about({ number, name, title, question, answers }: Lab) {
  return { number, name, title, question, answers };
}
