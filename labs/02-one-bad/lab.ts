import type { Flow } from '../../kit/labs/flow';
import { lab } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

type Kind = 'good' | 'cut';

/** The keys of a batch. */
type Batch = Readonly<Record<Kind, readonly string[]>>;

const [GOOD, CUT] = ['good', 'cut'] as const;
const NINE_GOOD = Array<Kind>(9).fill(GOOD);
const ONE_BAD = [...NINE_GOOD, CUT];
/** No bad one is at the end: an answer that is given at the first failure forgets those that follow. */
const TWO_BAD = [GOOD, GOOD, CUT, GOOD, GOOD, GOOD, CUT, GOOD, GOOD, GOOD];

/** Sends one batch: a message for each file, in order. A bad file is cut in the middle. */
async function sendBatch(flow: Flow, kinds: readonly Kind[]): Promise<Batch> {
  const files = kinds.map((kind, i) => ({
    kind,
    key: `${flow.fresh(kind === GOOD ? `day-${i + 1}` : CUT)}.json`,
  }));
  const keysOf = (wanted: Kind) => files.filter(({ kind }) => kind === wanted).map(({ key }) => key);
  const batch = { good: keysOf(GOOD), cut: keysOf(CUT) };
  flow.report(`good files: ${batch.good.length}, cut in the middle: ${batch.cut.length}`);
  for (const { kind, key } of files) {
    const content = asJson(readings(7));
    await flow.put(key, kind === GOOD ? content : content.slice(0, 150));
  }
  await flow.send(...files.map(({ key }) => ({ key, id: ID })));
  return batch;
}

/** Looks at the outcome of the batch. */
async function look(flow: Flow, { good, cut }: Batch) {
  const inQueue = await flow.waiting();
  const letters = await flow.letters('jobs-dlq');
  const jobs = await flow.allJobs();
  const countOf = (keys: readonly string[], wanted: string) =>
    jobs.filter(({ receipt, phase }) => keys.includes(receipt.key) && phase === wanted).length;
  return {
    inQueue,
    done: countOf(good, 'done'),
    letters: letters.length,
    dead: cut.filter((key) => letters.some((body) => body.includes(key))).length,
    failed: countOf(cut, 'failed'),
  };
}

export default lab({
  break: {
    file: 'src/extract/handler.ts',
    from: 'return processPartialResponse(',
    to: 'await processPartialResponse(',
  },

  async observe(flow) {
    const batch = await sendBatch(flow, ONE_BAD);
    const { inQueue, done, dead, letters } = await flow.until(
      () => look(flow, batch),
      ({ inQueue, done, failed, dead }) => done === 9 && (dead > 0 || (inQueue === 0 && failed > 0)),
      25,
    );
    const [letter, where] =
      dead > 0 ? ['b', 'in jobs-dlq'] : inQueue > 0 ? ['d', 'in the jobs queue'] : ['c', 'nowhere'];
    return {
      answer: done < 9 ? 'a' : letter,
      seen: [
        `good files in the table: ${done} of 9`,
        `messages in the jobs queue: ${inQueue}, in jobs-dlq: ${letters}`,
        `the message of the cut file is ${where}`,
      ],
    };
  },

  async check(flow) {
    const healthy = await sendBatch(flow, NINE_GOOD);
    const emptied = await flow.until(
      () => look(flow, healthy),
      ({ inQueue, done }) => inQueue === 0 && done === 9,
      30,
    );
    if (emptied.done < 9 || emptied.inQueue > 0) {
      return {
        wanted: 'Nine good messages leave the queue, and their files are in the table.',
        seen: `files in the table: ${emptied.done} of 9; messages still in the jobs queue: ${emptied.inQueue}`,
        look: 'STAGE=local-lab ./sluice logs extract: what did the handler answer for a good batch?',
      };
    }
    const batch = await sendBatch(flow, TWO_BAD);
    const ended = await flow.until(
      () => look(flow, batch),
      ({ inQueue, done, dead }) => dead === 2 || (inQueue === 0 && done === 8),
      20,
    );
    if (ended.dead < 2) {
      return {
        wanted: 'The messages of bad files are in jobs-dlq.',
        seen: `of two bad messages, ${ended.dead} in jobs-dlq; messages in the jobs queue: ${ended.inQueue}`,
        look: 'src/extract/handler.ts: which message ids does Lambda hear about?',
      };
    }
    const settled = await flow.until(
      () => look(flow, batch),
      ({ inQueue, done }) => inQueue === 0 && done === 8,
      3,
    );
    if (settled.done < 8 || settled.inQueue > 0 || settled.letters > 2) {
      return {
        wanted: 'Bad messages do not bring the good ones back.',
        seen: `good files in the table: ${settled.done} of 8; messages in the jobs queue: ${settled.inQueue}, in jobs-dlq: ${settled.letters}`,
        look: 'src/extract/handler.ts: for which messages does the batch count as failed?',
      };
    }
    return undefined;
  },
});
