import type { Flow } from '../../kit/labs/flow';
import { lab } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

const GOOD = 9;

/** Sends one batch: nine good files and, as the last one, a file that is cut in the middle. */
async function sendBatch(flow: Flow, bad: boolean): Promise<{ good: string[]; cut: string }> {
  const good = Array.from({ length: GOOD }, (_, i) => `${flow.fresh(`day-${i + 1}`)}.json`);
  const cut = `${flow.fresh('cut')}.json`;
  flow.report(bad ? 'ten files, of which one is cut in the middle' : 'nine good files');
  for (const key of good) await flow.put(key, asJson(readings(7)));
  await flow.put(cut, asJson(readings(7)).slice(0, 150));
  await flow.send(...[...good, ...(bad ? [cut] : [])].map((key) => ({ key, id: ID })));
  return { good, cut };
}

/** Looks at the outcome of the batch. */
async function look(flow: Flow, { good, cut }: { good: string[]; cut: string }) {
  const { jobs: queue } = await flow.queues();
  const letters = await flow.letters('jobs-dlq');
  const jobs = await flow.allJobs();
  const inQueue = queue.visible + queue.inFlight + queue.delayed;
  const done = jobs.filter(({ receipt, phase }) => good.includes(receipt.key) && phase === 'done');
  const cutIsDead = letters.some((body) => body.includes(cut));
  const cutWasTried = jobs.some(({ receipt, phase }) => receipt.key === cut && phase === 'failed');
  return {
    inQueue,
    done: done.length,
    tries: done.map(({ receipt }) => receipt.tries),
    letters: letters.length,
    cutIsDead,
    cutWasTried,
  };
}

export default lab({
  break: {
    file: 'src/extract/handler.ts',
    from: 'return processPartialResponse(',
    to: 'await processPartialResponse(',
  },

  async observe(flow) {
    const batch = await sendBatch(flow, true);
    const seen = await flow.until(
      () => look(flow, batch),
      ({ inQueue, done, cutWasTried, cutIsDead }) =>
        (inQueue === 0 || cutIsDead) && done === GOOD && (cutWasTried || cutIsDead),
      25,
    );
    const where = seen.cutIsDead ? 'in jobs-dlq' : seen.inQueue > 0 ? 'in the jobs queue' : 'nowhere';
    const letter = { 'in jobs-dlq': 'b', nowhere: 'c', 'in the jobs queue': 'd' }[where] ?? '';
    return {
      answer: seen.done < GOOD ? 'a' : letter,
      seen: [
        `${seen.done} of the nine good files are in the table`,
        `messages in the jobs queue: ${seen.inQueue}, in jobs-dlq: ${seen.letters}`,
        `the message of the cut file is ${where}`,
      ],
    };
  },

  async check(flow) {
    const healthy = await sendBatch(flow, false);
    const emptied = await flow.until(
      () => look(flow, healthy),
      ({ inQueue, done }) => inQueue === 0 && done === GOOD,
      30,
    );
    if (emptied.done < GOOD || emptied.inQueue > 0) {
      return {
        wanted: 'Nine good messages leave the queue, and their files are in the table.',
        seen: `${emptied.done} of 9 files are done; ${emptied.inQueue} messages are still in the jobs queue`,
        look: 'STAGE=local-lab ./sluice logs extract: what did the handler answer for a good batch?',
      };
    }
    const batch = await sendBatch(flow, true);
    const dead = await flow.until(
      () => look(flow, batch),
      ({ done, cutIsDead, inQueue }) => (done === GOOD && cutIsDead) || (inQueue === 0 && done === GOOD),
      20,
    );
    if (!dead.cutIsDead) {
      return {
        wanted: 'The message of the bad file is in jobs-dlq.',
        seen: `jobs-dlq has ${dead.letters} messages, the jobs queue has ${dead.inQueue}: it is lost`,
        look: 'src/extract/handler.ts: which message ids does Lambda hear about?',
      };
    }
    const settled = await flow.until(
      () => look(flow, batch),
      ({ inQueue }) => inQueue === 0,
      3,
    );
    if (settled.done < GOOD || settled.inQueue > 0 || settled.letters > 1) {
      return {
        wanted: 'One bad message does not bring the nine good ones back.',
        seen: `${settled.done} of 9 files are done, but ${settled.inQueue} messages are still in the queue`,
        look: 'src/extract/handler.ts: for which messages does the batch count as failed?',
      };
    }
    return undefined;
  },
});
