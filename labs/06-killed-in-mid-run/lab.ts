import { type Flow, isAtWork } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

const ROWS = 7;
/** How long the first of two invocations reads its file: most of the 10 s that it may take. */
const READING_MS = 8000;

interface File {
  readonly key: string;
  readonly dataset: string;
}

async function put(flow: Flow, name: string): Promise<File> {
  const file = { key: `${flow.fresh(name)}.json`, dataset: flow.fresh('rain') };
  await flow.put(file.key, asJson(readings(ROWS)));
  return file;
}

/** Sends a file and ends extract by SIGKILL when it asks for the file, after its claim. Returns when, in ms. */
async function kill(flow: Flow, { key, dataset }: File): Promise<number | undefined> {
  const faults = await flow.faults();
  const { id } = await faults.set({
    fault: 'kill',
    function: 'extract',
    operation: 'GetObject',
    key,
    times: 1,
  });
  flow.report('a file; extract is killed while it reads it');
  await flow.send({ key, dataset, id: ID });
  await flow.until(
    () => faults.hits(id),
    (hits) => hits > 0,
    30,
  );
  return (await faults.struck(id))[0]?.at;
}

/** Waits until the file is done, or no message and no invocation is left that could do it. */
async function ended(flow: Flow, { key, dataset }: File) {
  const look = async () => {
    const waiting = await flow.waiting();
    return {
      waiting,
      job: (await flow.jobs(key))[0],
      dead: (await flow.letters('jobs-dlq')).some((body) => body.includes(key)),
    };
  };
  const seen = await flow.until(
    look,
    ({ job, waiting }) => waiting === 0 && job !== undefined && job.phase !== 'loading' && !isAtWork(job),
    45,
  );
  return { ...seen, rows: (await flow.rows(dataset)).length };
}

interface Call {
  ended: boolean;
  /** Why the engine did not answer. */
  error?: unknown;
}

/** Hands extract a message as SQS does, and does not wait for its answer. */
function begin(flow: Flow, messageId: string, { key, dataset }: File): Call {
  const body = JSON.stringify({ key, dataset, id: ID });
  const attributes = { ApproximateReceiveCount: '1' };
  const record = { messageId, receiptHandle: messageId, body, attributes, messageAttributes: {} };
  const call: Call = { ended: false };
  flow
    .call('extract', { Records: [{ ...record, eventSource: 'aws:sqs' }] })
    .catch((error: unknown) => {
      call.error = error;
    })
    .finally(() => {
      call.ended = true;
    });
  return call;
}

/**
 * While one invocation reads a file, hands the same job to others: by another message, and by the same one again.
 * Returns how many read the file.
 * @throws Error when the first was too fast to be seen at work
 */
async function readersAtOnce(flow: Flow, file: File): Promise<number> {
  const faults = await flow.faults();
  const { id } = await faults.set({
    ...{ fault: 'delay', ms: READING_MS, function: 'extract', operation: 'GetObject', key: file.key },
  });
  flow.report('a job for two invocations at once');
  const [first, other] = [begin(flow, 'first', file), { refused: 0, now: undefined as Call | undefined }];
  const look = async () => {
    const readers = await faults.hits(id);
    const error = first.error ?? other.now?.error;
    if (error) throw error;
    if (readers === 0) return readers;
    if (other.now?.ended && !first.ended) other.refused++;
    if (!other.now || other.now.ended)
      other.now = begin(flow, other.refused % 2 === 0 ? 'second' : 'first', file);
    return readers;
  };
  const readers = await flow.until(look, (count) => count > 1 || first.ended, 30);
  if (readers < 2 && other.refused < 2) throw new Error('the first invocation ended before others began');
  return readers;
}

export default lab({
  break: { file: 'src/aws/ledger.ts', from: "':now': Date.now(),", to: "':now': second()," },

  async observe(flow) {
    const file = await put(flow, 'storm');
    const killed = await kill(flow, file);
    if (killed === undefined) throw new Error('extract did not ask for the file');
    const { job, dead, rows } = await ended(flow, file);
    const after = Math.round((Date.parse(job?.receipt.startedAt ?? '') - killed) / 1000);
    const done = job?.phase === 'done';
    return {
      answer: !done ? 'c' : after < 5 ? 'a' : 'b',
      seen: [
        'extract was killed while it read the file',
        done ? `another try began ${after} s later` : 'no other try began to read it',
        `the job: ${job?.phase}, rows of the file in the table: ${rows}`,
        `its message is ${dead ? 'in jobs-dlq' : 'deleted'}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const file = await put(flow, 'storm');
    if (!(await kill(flow, file))) {
      return {
        wanted: 'Extract begins with a file that no one works on.',
        seen: 'it has not asked S3 for the file',
        look: 'STAGE=local-lab ./sluice logs extract',
      };
    }
    // The message of the killed invocation is hidden for some seconds: time for another look at the lock.
    const readers = await readersAtOnce(flow, await put(flow, 'hail'));
    if (readers > 1) {
      return {
        wanted: 'While one invocation works on a job, no other one begins it.',
        seen: `${readers} invocations read the same file at the same time`,
        look: 'src/aws/ledger.ts: when is a claim free for another owner?',
      };
    }
    flow.report('the killed one: its message comes back');
    const { job, dead, rows } = await ended(flow, file);
    if (job?.phase !== 'done') {
      return {
        wanted: 'A file whose invocation was killed is done by a later one.',
        seen: `the job: ${job?.phase}; its message is ${dead ? 'in jobs-dlq' : 'deleted'}`,
        look: 'src/aws/ledger.ts: when does a claim end whose owner cannot end it?',
      };
    }
    if (rows !== ROWS || job.accepted !== ROWS) {
      return {
        wanted: 'Each row of that file is in the table, once.',
        seen: `rows in the table: ${rows} of ${ROWS}; rows accepted: ${job.accepted}`,
        look: 'STAGE=local-lab ./sluice status',
      };
    }
    return undefined;
  },
});
