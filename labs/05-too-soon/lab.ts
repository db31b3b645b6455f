import { type Flow, isAtWork } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

const ROWS = 7;
/** How long extract waits for the file. Its timeout is 10 s on this stage. */
const SLOW_MS = 4000;

/** Sends a message whose file takes S3 some seconds, and looks until no one works on it and no one will. */
async function sendSlow(flow: Flow) {
  const [key, dataset] = [`${flow.fresh('archive')}.json`, flow.fresh('rain')];
  const faults = await flow.faults();
  await faults.set({ fault: 'delay', ms: SLOW_MS, function: 'extract', operation: 'GetObject', key });
  flow.report(`a file for which S3 needs ${SLOW_MS / 1000} s`);
  await flow.put(key, asJson(readings(ROWS)));
  await flow.send({ key, dataset, id: ID });
  const look = async () => {
    const { jobs: queue } = await flow.queues();
    return {
      job: (await flow.jobs(key))[0],
      waiting: queue.visible + queue.inFlight + queue.delayed,
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
    const { job, dead, held, rows } = await sendSlow(flow);
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
    const { job, dead, held, rows } = await sendSlow(flow);
    if (job?.phase !== 'done' || rows !== ROWS) {
      return {
        wanted: `A file for which S3 needs ${SLOW_MS / 1000} s is done, and its rows are in the table.`,
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
    return undefined;
  },
});
