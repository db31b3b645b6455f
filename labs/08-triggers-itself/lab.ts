import { randomBytes } from 'node:crypto';
import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';
import { listObjects } from '../../kit/workflow/objects';

const WATCHED_S = 12;
const GOOD = 7;

/** Sends a file; the last of its rows has no station, if it is to have a bad one. */
async function send(flow: Flow, dataset: string, bad: boolean) {
  const key = `${flow.fresh('week')}.json`;
  const rows = readings(GOOD);
  const bare = bad ? [{ ...rows[0], station: '' } as (typeof rows)[0]] : [];
  await flow.put(key, asJson([...rows, ...bare]));
  await flow.send({ key, dataset, id: ID });
  const job = await flow.until(
    async () => (await flow.jobs(key))[0],
    (seen) => seen?.phase === 'done',
    WATCHED_S,
  );
  return { key, job };
}

/** Returns how often load was called since the flow began. */
async function calls(flow: Flow): Promise<number> {
  return (await flow.logs('load', 'START')).length;
}

/** Waits until load was called more often than this, or for a few seconds. Returns how often it was called. */
function callsAbove(flow: Flow, expected: number, seconds: number): Promise<number> {
  return flow.until(
    () => calls(flow),
    (seen) => seen > expected,
    seconds,
  );
}

export default lab({
  break: {
    file: 'stack/storage.yml',
    from: '            Filter: { S3Key: { Rules: [{ Name: suffix, Value: .csv }] } }\n',
    to: '',
  },

  async observe(flow) {
    flow.report(`a file with one bad row, for ${WATCHED_S} s`);
    await send(flow, flow.fresh('rain'), true);
    const called = await callsAbove(flow, 1000, WATCHED_S);
    const { aws, stack } = flow.opened;
    const objects = (await listObjects(aws, stack.csvBucket)).length;
    const letters = (await flow.letters('load-failed')).length;
    return {
      answer: called <= 1 ? 'a' : called === 2 ? 'b' : called === 3 ? 'c' : 'd',
      seen: [
        `objects that extract wrote for the file: ${objects}`,
        `load was called: ${called === 1 ? 'once' : `${called} times`}`,
        `events that load gave up: ${letters}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    // The second name begins with anything, so no list of prefixes has it.
    for (const dataset of [flow.fresh('rain'), randomBytes(4).toString('hex')]) {
      flow.report(`a file of dataset ${dataset}, with a bad row`);
      const before = await calls(flow);
      const { job } = await send(flow, dataset, true);
      if (job?.phase !== 'done' || job.accepted !== GOOD) {
        return {
          wanted: 'The rows of every dataset are loaded.',
          seen: `a file of dataset ${dataset}: the job is ${job?.phase}, accepted: ${job?.accepted ?? 0}`,
          look: 'stack/storage.yml: for which keys does the bucket call load?',
        };
      }
      // More calls would come within this time: S3 sends its events at once.
      const called = (await callsAbove(flow, before + 1, 5)) - before;
      if (called !== 1) {
        return {
          wanted: 'Load is called once for a file of one part, even if rows were rejected.',
          seen: `it was called ${called} times`,
          look: 'STAGE=local-lab ./sluice logs load: for which keys was it called?',
        };
      }
    }
    return undefined;
  },
});
