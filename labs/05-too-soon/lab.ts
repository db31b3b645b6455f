import { type Flow, isAtWork } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

const ROWS = 7;
/** How long extract waits for the file. Its timeout is 10 s on this stage. */
const SLOW_MS = 4000;
/** The check waits longer, so that a time that fits the first file only does not pass. */
const SLOWER_MS = 7000;
/** A killed invocation gives its message back once its timeout, or that of the queue, has passed. */
const BACK_S = 30;

/** Sends a message whose file takes S3 some seconds, and looks until no one works on it and no one will. */
async function sendSlow(flow: Flow, ms: number) {
  const [key, dataset] = [`${flow.fresh('archive')}.json`, flow.fresh('rain')];
  const faults = await flow.faults();
  await faults.set({ fault: 'delay', ms, function: 'extract', operation: 'GetObject', key });
  flow.report(`a file for which S3 needs ${ms / 1000} s`);
  await flow.put(key, asJson(readings(ROWS)));
  await flow.send({ key, dataset, id: ID });
  const look = async () => {
    const waiting = await flow.waiting();
    return {
      waiting,
      job: (await flow.jobs(key))[0],
      dead: (await flow.letters('jobs-dlq')).some((body) => body.includes(key)),
      held: (await flow.logs('extract', 'START')).length,
    };
  };
  const ended = await flow.until(
    look,
    ({ job, waiting }) => waiting === 0 && job !== undefined && job.phase !== 'loading' && !isAtWork(job),
    40,
  );
  return { ...ended, rows: (await flow.rows(dataset)).length };
}

/** Sends a file and kills extract while it reads it. Returns whether another invocation has done it in time. */
async function isDoneAfterKill(flow: Flow): Promise<boolean> {
  const [key, dataset] = [`${flow.fresh('killed')}.json`, flow.fresh('rain')];
  const faults = await flow.faults();
  await faults.set({ fault: 'kill', function: 'extract', operation: 'GetObject', key, times: 1 });
  flow.report('a file; extract is killed while it reads it');
  await flow.put(key, asJson(readings(ROWS)));
  await flow.send({ key, dataset, id: ID });
  return (await flow.ended(key, BACK_S))?.phase === 'done';
}

function invocations(count: number): string {
  return count === 1 ? 'one invocation' : `${count} invocations`;
}

export default lab({
  break: {
    file: 'src/extract/message.ts',
    from: 'return showAfter(message, Math.max(0, end + MARGIN_MS - Date.now()) / 1000);',
    to: 'return showAfter(message, Math.max(0, Date.now() + MARGIN_MS - end) / 1000);',
  },

  async observe(flow) {
    const { job, dead, held, rows } = await sendSlow(flow, SLOW_MS);
    return {
      answer: held <= 1 ? 'a' : dead ? 'c' : held === 2 ? 'b' : 'd',
      seen: [
        `the message was handed to ${invocations(held)} of extract`,
        `the job: ${job?.phase ?? 'no receipt'}, rows of the file in the table: ${rows}`,
        `the message is ${dead ? 'in jobs-dlq' : 'deleted'}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const { job, dead, held, rows } = await sendSlow(flow, SLOWER_MS);
    if (job?.phase !== 'done' || rows !== ROWS) {
      return {
        wanted: `A file for which S3 needs ${SLOWER_MS / 1000} s is done, and its rows are in the table.`,
        seen: `the job: ${job?.receipt.reason ?? job?.phase ?? 'no receipt'}, rows in the table: ${rows}`,
        look: 'STAGE=local-lab ./sluice logs extract: how long may extract work?',
      };
    }
    if (held !== 1) {
      return {
        wanted: 'While one invocation works on a message, no other one gets it.',
        seen: `${invocations(held)} got it; the message is ${dead ? 'in jobs-dlq, although its job is done' : 'deleted'}`,
        look: 'src/extract/message.ts: for how long is a message hidden when work on it begins?',
      };
    }
    if (!(await isDoneAfterKill(flow))) {
      return {
        wanted: `The message of a killed invocation is back within ${BACK_S} s.`,
        seen: 'it is still hidden, and its file is not done',
        look: 'src/extract/message.ts: until when is a message hidden?',
      };
    }
    return undefined;
  },
});
