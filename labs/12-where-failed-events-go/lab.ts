import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';
import { redrive } from '../../kit/workflow/redrive';

const ROWS = 20;
/** How long load tries an event three times here. */
const GIVEN_UP_S = 50;

async function send(flow: Flow) {
  const [key, dataset] = [`${flow.fresh('storm')}.json`, flow.fresh('rain')];
  await flow.put(key, asJson(readings(ROWS)));
  await flow.send({ key, dataset, id: ID });
  return { key, dataset };
}

/** Returns how often load has failed since the flow began. */
async function triesOf(flow: Flow): Promise<number> {
  return (await flow.logs('load', 'not loaded')).length;
}

/** Throttles every write, sends a file, and waits until load has given up. Returns where the event is then. */
async function throttle(flow: Flow) {
  const faults = await flow.faults();
  await faults.set({
    ...{ fault: 'ProvisionedThroughputExceededException', function: 'load', operation: 'BatchWriteItem' },
  });
  flow.report('a file, while the table refuses every write');
  const file = await send(flow);
  const look = async () => {
    const [job] = await flow.jobs(file.key);
    const id = job?.receipt.id ?? 'none';
    const [failed, dead] = [await flow.letters('load-failed'), await flow.letters('jobs-dlq')];
    return {
      job,
      tries: await triesOf(flow),
      failed: failed.some((body) => body.includes(id)),
      dead: dead.some((body) => body.includes(id)),
    };
  };
  // Without a destination, nothing more happens after the third try.
  const seen = await flow.until(look, ({ failed, dead, tries }) => failed || dead || tries >= 3, GIVEN_UP_S);
  const settled =
    seen.failed || seen.dead ? seen : await flow.until(look, ({ failed, dead }) => failed || dead, 4);
  return { ...file, ...settled, faults };
}

export default lab({
  break: {
    file: 'serverless.yml',
    from: '    destinations:\n      onFailure: { type: sqs, arn: !GetAtt LoadFailedQueue.Arn }\n',
    to: '',
  },

  async observe(flow) {
    const { tries, failed, dead, job } = await throttle(flow);
    return {
      answer: failed ? 'a' : dead ? 'b' : tries > 3 ? 'c' : 'd',
      seen: [
        `load was called ${tries} times and gave up`,
        `the event is ${failed ? 'in load-failed' : dead ? 'in jobs-dlq' : 'nowhere'}`,
        `the job: ${job?.phase}, parts loaded: ${job?.loaded.length} of ${job?.receipt.parts}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const { key, dataset, failed, dead, tries, faults } = await throttle(flow);
    if (!failed) {
      return dead
        ? {
            wanted: 'An event that load gave up is in load-failed, from which it can be sent to load again.',
            seen: 'it is in jobs-dlq, whose letters are sent to extract again',
            look: 'serverless.yml: which queues are there, and who reads them?',
          }
        : {
            wanted: 'An event that load gave up is not lost: it is in a queue.',
            seen: `load was called and failed ${tries} times; the event is nowhere`,
            look: 'serverless.yml: what does it say about load that it does not say about extract?',
          };
    }
    // The log of the last try may come after the event.
    const called = await flow.until(
      () => triesOf(flow),
      (seen) => seen > 1,
      5,
    );
    if (called < 2) {
      return {
        wanted: 'Load tries an event again before it gives up: the table may recover.',
        seen: 'load was called once, and gave up',
        look: 'serverless.yml: how often may load try an event again?',
      };
    }
    flow.report('the table has recovered: redrive');
    await faults.clear();
    const { stack, aws } = flow.opened;
    await redrive(stack, aws);
    const job = await flow.until(
      async () => (await flow.jobs(key))[0],
      (seen) => seen?.phase === 'done',
    );
    const rows = (await flow.rows(dataset)).length;
    if (job?.phase !== 'done' || rows !== ROWS) {
      return {
        wanted: 'After the redrive every row is in the table, once.',
        seen: `the job is ${job?.phase}; ${rows} of ${ROWS} rows are in the table`,
        look: 'STAGE=local-lab ./sluice logs load',
      };
    }
    return undefined;
  },
});
