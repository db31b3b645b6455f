import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { amounts, asJson } from '../../kit/labs/weather';

const DAY = { station: 'KSEA', day: '2026-01-01' };
const ID = ['station', 'day'];

interface Message {
  readonly key: string;
  readonly dataset: string;
  readonly id?: readonly string[];
  readonly force?: boolean;
}

/** Sends a job message, and waits until extract has logged its outcome and every job of the file is done. */
async function run(flow: Flow, message: Message): Promise<void> {
  const saidOf = async () => (await flow.logs('extract', message.key)).length;
  const before = await saidOf();
  await flow.send({ id: ID, ...message });
  await flow.until(
    async () => ({ said: await saidOf(), jobs: await flow.jobs(message.key) }),
    ({ said, jobs }) => said > before && jobs.every(({ phase }) => phase === 'done'),
  );
}

async function rainIn(flow: Flow, dataset: string): Promise<number | undefined> {
  const [row] = await flow.rows(dataset);
  return row && Number(row.rain_mm);
}

/** Puts a file with one reading into the input bucket. */
function put(flow: Flow, key: string, rain_mm: number): Promise<void> {
  return flow.put(key, asJson([{ ...DAY, rain_mm }]));
}

/** Sends v1 and then its correction, as a file of another name. */
async function correct(flow: Flow) {
  const dataset = flow.fresh('rain');
  const [first, second] = [`${flow.fresh('monday')}.json`, `${flow.fresh('monday-corrected')}.json`];
  const [v1 = 0, v2 = 0, v3 = 0] = amounts(3);
  await put(flow, first, v1);
  await put(flow, second, v2);
  flow.report('v1, then the corrected v2');
  await run(flow, { key: first, dataset });
  await run(flow, { key: second, dataset });
  return { dataset, first, v1, v2, v3 };
}

/** Hands extract one message twice, as SQS sometimes does. Returns how many new jobs it became. */
async function deliveredTwice(flow: Flow, message: Message): Promise<number> {
  const before = (await flow.jobs(message.key)).length;
  const id = flow.fresh('message');
  const record = { messageId: id, receiptHandle: id, body: JSON.stringify(message), eventSource: 'aws:sqs' };
  const attributes = { ApproximateReceiveCount: '1' };
  for (const _ of ['once', 'again'])
    await flow.call('extract', { Records: [{ ...record, attributes, messageAttributes: {} }] });
  return (await flow.jobs(message.key)).length - before;
}

export default lab({
  break: {
    file: 'src/ledger/job.ts',
    from: '...(forcedBy ? [forcedBy] : []),',
    to: 'request.messageId,',
  },

  async observe(flow) {
    const { dataset, first, v1, v2 } = await correct(flow);
    flow.report('the message of v1, sent again');
    await run(flow, { key: first, dataset });
    const rain = await rainIn(flow, dataset);
    const jobs = (await flow.jobs(first)).length;
    return {
      answer: rain === v2 ? 'a' : rain === v1 ? 'b' : 'c',
      seen: [
        `v1 says ${v1} mm of rain, the corrected v2 says ${v2} mm`,
        `in the table: ${rain} mm`,
        `the message of v1 was sent twice and became ${jobs === 1 ? 'one job' : `${jobs} jobs`}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const { dataset, first, v2, v3 } = await correct(flow);
    flow.report('the message of v1, sent again');
    await run(flow, { key: first, dataset });
    const rain = await rainIn(flow, dataset);
    const jobs = (await flow.jobs(first)).length;
    if (rain !== v2 || jobs !== 1) {
      return {
        wanted: 'A message that is sent twice is one job, done once.',
        seen: `it became ${jobs} jobs, and the table has ${rain} mm instead of ${v2} mm`,
        look: 'src/ledger/job.ts: what does the id of a job depend on?',
      };
    }
    flow.report('the same name with new content');
    await put(flow, first, v3);
    await run(flow, { key: first, dataset });
    const corrected = await rainIn(flow, dataset);
    if (corrected !== v3) {
      return {
        wanted: 'A file with new content is a new job, also under its old name.',
        seen: `the file says ${v3} mm, the table still has ${corrected} mm`,
        look: 'src/ledger/job.ts: what says that the content is another?',
      };
    }
    flow.report('the same content for another dataset');
    const other = flow.fresh('rain-archive');
    await run(flow, { key: first, dataset: other });
    if ((await rainIn(flow, other)) !== v3) {
      return {
        wanted: 'The same content for another dataset is another job.',
        seen: `dataset ${other} has no rows`,
        look: 'src/ledger/job.ts: which fields of the message change what a job does?',
      };
    }
    flow.report('the same file with another id');
    const byStation = { key: first, dataset: other, id: ['station'] };
    await run(flow, byStation);
    if ((await flow.rows(other)).length !== 2) {
      return {
        wanted: 'The same file with another id is another job.',
        seen: 'the table has no row under the new id',
        look: 'src/ledger/job.ts: which options of the message change what a job does?',
      };
    }
    flow.report('the same message, forced');
    const before = (await flow.jobs(first)).length;
    await run(flow, { key: first, dataset, force: true });
    const forced = (await flow.jobs(first)).length - before;
    if (forced !== 1) {
      return {
        wanted: 'A message with "force" is done again.',
        seen: `it became ${forced} new jobs`,
        look: 'src/ledger/job.ts: what was in the place that was broken?',
      };
    }
    flow.report('a forced message, delivered twice');
    const delivered = await deliveredTwice(flow, { key: first, dataset, id: ID, force: true });
    if (delivered !== 1) {
      return {
        wanted: 'A message with "force" that SQS delivers twice is one new job.',
        seen: `it became ${delivered} new jobs`,
        look: 'src/ledger/job.ts: what stays the same when a message is delivered again?',
      };
    }
    return undefined;
  },
});
