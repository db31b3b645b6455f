import type { Lab } from '../labs/labs';
import { stampOf, watchSaves } from '../labs/saves';
import type { OpenLab, Workshop } from '../labs/workshop';
import { ROOT, type Session } from '../session';
import { check, hint, predict, reset, show, solution } from './learner';
import { afterSignals, textOf } from './main';
import { note, output } from './output';

const KEYS = {
  c: 'check',
  h: 'hint',
  p: 'predict',
  l: 'show the lab',
  x: 'put the files back, and end',
  q: 'end',
} as const;
type Key = keyof typeof KEYS | 's' | 'n';

/** What a learner asks for next: a key, or a save of one of the lab's files. */
type Asked = Key | 'saved';

/**
 * Guides through labs in a terminal: asks, breaks, and checks at each save of a file of the open lab, until the learner
 * ends it.
 * @param openStage opens the labs' stage on an engine for a lab
 */
export async function learn(workshop: Workshop, openStage: (lab: Lab) => Promise<Session>): Promise<void> {
  const out = output(false);
  const begin = async () => {
    const session = await openStage(workshop.toBegin(undefined));
    const { opened, putBack } = workshop.begin(undefined);
    await show(opened, session, putBack, out);
  };
  await begin();
  /** The files as they were when the last check began, if nothing was done since. */
  let judged: string | undefined;
  for (;;) {
    const open = workshop.required();
    // A save during a check is judged after it.
    const isOld = judged !== undefined && judged !== stampOf(ROOT, open.lab);
    const asked = isOld ? 'saved' : await next(open);
    if (asked === 'q') return;
    judged = asked === 'c' || asked === 'saved' ? stampOf(ROOT, open.lab) : undefined;
    try {
      if (asked === 'p') {
        const answer = await prediction(open);
        if (answer !== undefined) await predict(workshop, await openStage(open.lab), answer, out);
      } else if (asked === 'c' || asked === 'saved') await check(workshop, await openStage(open.lab), out);
      else if (asked === 'h') hint(workshop, out);
      else if (asked === 's') solution(workshop, out);
      else if (asked === 'n') await begin();
      else if (asked === 'x') return await reset(workshop, out);
      else await show(open, await openStage(open.lab), [], out);
    } catch (error) {
      await afterSignals();
      note(`\n${textOf(error)}`);
    }
  }
}

/** Waits for a key or a save. Only what the lab's phase allows is offered. */
async function next({ lab, phase, done }: OpenLab): Promise<Asked> {
  const { isCancel, selectKey } = await import('@clack/prompts');
  const broken = phase === 'broken' || phase === 'passed';
  const options: { value: Key; label: string }[] = [
    ...(broken ? [key('c'), key('h')] : [key('p')]),
    ...(broken && (done.passed || done.hints >= 3) ? [{ value: 's' as const, label: 'solution' }] : []),
    ...(phase === 'passed' ? [{ value: 'n' as const, label: 'next lab' }] : []),
    ...[key('l'), key('x'), key('q')],
  ];
  const ending = new AbortController();
  const saves = broken ? watchSaves(ROOT, lab) : undefined;
  const todo = {
    asked: 'predict',
    breaking: 'predict',
    broken: 'save your fix to check it',
    passed: 'passed',
  };
  const message = `Lab ${lab.number}: ${todo[phase]}`;
  const pressed = selectKey<Key>({ message, options, signal: ending.signal });
  const asked = await Promise.race(saves ? [saves.first, pressed] : [pressed]);
  saves?.end();
  ending.abort();
  await pressed;
  return isCancel(asked) ? 'q' : asked;
}

function key(value: keyof typeof KEYS) {
  return { value, label: KEYS[value] };
}

/** Asks for the prediction. Returns undefined when the learner does not answer. */
async function prediction({ lab, phase, done }: OpenLab): Promise<string | undefined> {
  if (phase !== 'asked') return done.prediction;
  const { isCancel, select } = await import('@clack/prompts');
  const options = Object.entries(lab.answers).map(([value, label]) => ({
    value,
    label: `${value}  ${label}`,
  }));
  const answer = await select({
    message: lab.question,
    options: [...options, { value: 'skip', label: 'skip' }],
  });
  return isCancel(answer) ? undefined : answer;
}
