import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from '../../kit/engines/engine';
import { KitError } from '../../kit/errors';
import type { Faults } from '../../kit/faults/faults';
import { type Dice, diceOf } from '../../kit/oracle/dice';
import type { SoakJob } from '../../kit/oracle/expected';
import { soakJob } from '../../kit/oracle/job';
import { observe } from '../../kit/oracle/observe';
import { check, type Finding, needlessLetters } from '../../kit/oracle/oracle';
import { Sender } from '../../kit/oracle/sender';
import type { Clients } from '../../kit/stack/clients';
import type { Stack } from '../../kit/stack/stack';
import type { Step } from '../../kit/terminal/progress';
import { readQueues } from '../../kit/workflow/queues';
import { redrive } from '../../kit/workflow/redrive';
import { settle } from '../../kit/workflow/settle';
import { Chaos } from './chaos';

export interface SoakOptions {
  readonly seed: number;
  readonly jobs: number;
  /** The minimum number of functions to kill while they work. */
  readonly kills: number;
}

/** The result of a soak. */
export interface SoakResult extends SoakOptions {
  /** Rows of the files that had to be read, whatever their outcome. */
  readonly rows: number;
  /** The number of calls hit, by fault. */
  readonly faults: Readonly<Record<string, number>>;
  readonly redriven: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

interface Stage {
  readonly stack: Stack;
  readonly aws: Clients;
}

/** The maximum number of waiting messages before the next job is sent. */
const WAITING = 120;
const ROUND = 10;
/** Jobs per step of the progress. */
const STEP = 100;
const LOOK_EVERY_MS = 500;
const SETTLE_MS = 600_000;
/**
 * The time after which the stage is complete, once the queue is empty and faults are cleared. load's retries are over by
 * then.
 */
const IN_PLACE_MS = 60_000;
const REDRIVES = 5;

/**
 * Sends jobs while faults hit and functions are killed, clears the faults, redrives, and compares the stage with its
 * expected content. The stage must be empty and not used by anything else.
 * @throws KitError `SOAK_WITHOUT_KILLS` when too few functions could be killed
 */
export async function soak(
  stage: Stage,
  faults: Faults,
  options: SoakOptions,
  step: Step,
): Promise<SoakResult> {
  const started = Date.now();
  const { seed } = options;
  const jobs = Array.from({ length: options.jobs }, (_, index) => soakJob(seed, index, stage.stack));
  const chaos = new Chaos(faults, diceOf(seed, 'faults'), stage.stack.stage.name);
  const sender = new Sender(stage.stack, stage.aws);
  await sendAll(stage, sender, jobs, chaos, options, diceOf(seed, 'order'), step);
  const hits = await chaos.hits();
  await faults.clear();
  let findings: Finding[] = [];
  let redriven = 0;
  for (let i = 1; i <= REDRIVES; i++) {
    await step('Waiting until all is settled', (report) => settled(stage, report));
    await step('Sending the dead letters again', async () => {
      const sent = await redrive(stage.stack, stage.aws);
      redriven += sent.jobs.length + sent.loads;
    });
    findings = await step('Checking every row of every job', (report) =>
      inPlace(stage, jobs, sender.forced, report),
    );
    if (findings.length === 0) break;
  }
  const rows = jobs.reduce((sum, { rows }) => sum + rowsOf(rows), 0);
  const seconds = Math.round((Date.now() - started) / 1000);
  return { ...options, kills: chaos.kills, rows, faults: hits, redriven, seconds, findings };
}

/** Waits until all jobs are settled. At the deadline it returns, and the check finds the rest. */
async function settled({ stack, aws }: Stage, report: Report): Promise<void> {
  await room(stack, aws, 0, report);
  const onLook = (_: unknown, [first = '']: readonly string[]) => report(first);
  await settle(stack, aws, { deadlineMs: SETTLE_MS, onLook }).catch((error: unknown) => {
    if (!(error instanceof KitError) || error.code !== 'NOT_SETTLED') throw error;
  });
}

function rowsOf(rows: SoakJob['rows']): number {
  return rows ? rows.items.length + rows.rejects.length + rows.superseded : 0;
}

async function sendAll(
  { stack, aws }: Stage,
  sender: Sender,
  jobs: readonly SoakJob[],
  chaos: Chaos,
  { kills }: SoakOptions,
  dice: Dice,
  step: Step,
): Promise<void> {
  const stop = new AbortController();
  let sent = 0;
  let failure: unknown;
  await chaos.begin();
  const killing = chaos
    .killing(kills, () => Math.ceil((kills * sent) / jobs.length), stop.signal)
    .catch((error: unknown) => {
      failure = error;
    });
  const work = async (job: SoakJob, report: Report) => {
    if (failure) throw failure;
    await sender.send(job);
    if (++sent % ROUND > 0) return;
    const before = jobs.slice(0, sent).filter(isRepeatable);
    if (before.length > 0) {
      await sender.repeatEvents(dice.one(before));
      await sender.force(dice.one(before));
    }
    report(`${sent}, ${chaos.kills} kills`);
    await room(stack, aws, WAITING, report);
  };
  try {
    for (let from = 0; from < jobs.length; from += STEP) {
      const some = jobs.slice(from, from + STEP);
      const title = `Sending jobs ${from + 1} to ${from + some.length} of ${jobs.length} while faults hit`;
      await step(title, async (report) => {
        for (const job of some) await work(job, report);
      });
    }
    // As long as more functions must be killed, they get work that must not change any row.
    const repeatable = jobs.filter(isRepeatable);
    const end = Date.now() + SETTLE_MS;
    await step('Running jobs again until enough functions are killed', async (report) => {
      while (chaos.kills < kills) {
        if (failure) throw failure;
        if (Date.now() > end || repeatable.length === 0) throw tooFewKills(chaos.kills, kills);
        const job = dice.one(repeatable);
        await sender.force(job);
        await sender.repeatEvents(job);
        report(`${chaos.kills} of ${kills}`);
        await room(stack, aws, ROUND, report);
      }
    });
    for (const upload of jobs.flatMap(({ uploads }) => uploads)) if (upload.late) await sender.upload(upload);
  } finally {
    stop.abort();
    await killing;
  }
}

function isRepeatable({ rows, again }: SoakJob): boolean {
  return rows !== undefined && again !== undefined;
}

/** Waits until at most `most` messages are in the queue, or until the deadline. */
async function room(stack: Stack, aws: Clients, most: number, report: Report): Promise<void> {
  const end = Date.now() + SETTLE_MS;
  while (Date.now() < end) {
    const { visible, inFlight, delayed } = (await readQueues(stack, aws)).jobs;
    const waiting = visible + inFlight + delayed;
    if (waiting <= most) return;
    report(`${waiting} messages in the queue`);
    await pause(LOOK_EVERY_MS);
  }
}

function tooFewKills(kills: number, wanted: number): KitError {
  return new KitError('SOAK_WITHOUT_KILLS', { kills, wanted });
}

/**
 * Waits until there are no findings. Returns the findings at the deadline, or as soon as another redrive could help a
 * dead letter.
 */
async function inPlace(
  { stack, aws }: Stage,
  jobs: readonly SoakJob[],
  forced: Sender['forced'],
  report: Report,
): Promise<Finding[]> {
  // A check is work for the engine and would delay the jobs.
  await room(stack, aws, 0, report);
  const end = Date.now() + IN_PLACE_MS;
  for (;;) {
    const seen = await observe(stack, aws);
    const findings = check(jobs, seen, forced);
    if (findings.length === 0 || Date.now() > end) return findings;
    if (needlessLetters(jobs, seen.letters).length > 0) return findings;
    report(`${findings.length} not in place yet`);
    await pause(LOOK_EVERY_MS);
  }
}
