import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

/** Uploads a good file and sends its message. */
async function send(flow: Flow) {
  const [key, dataset] = [`${flow.fresh('monday')}.json`, flow.fresh('rain')];
  await flow.put(key, asJson(readings(7)));
  await flow.send({ key, dataset, id: ID });
  return { key, dataset };
}

/** Returns when the function was called since the flow began, in ms. */
async function calls(flow: Flow): Promise<number[]> {
  return (await flow.logs('extract', 'START')).map(({ at }) => at);
}

export default lab({
  break: { file: 'serverless.yml', from: 'SLUICE_LEDGER_TABLE:', to: 'SLUICE_LEDGER_TABEL:' },

  async observe(flow) {
    flow.report('a good file');
    const { key, dataset } = await send(flow);
    const { called } = await flow.until(
      async () => ({ job: (await flow.jobs(key))[0], called: await calls(flow) }),
      ({ job, called }) => job?.phase === 'done' || called.length > 1,
      40,
    );
    const rows = (await flow.rows(dataset)).length;
    const [first = 0, second] = called;
    const after = second === undefined ? undefined : Math.round((second - first) / 1000);
    return {
      answer: after === undefined ? 'd' : after < 3 ? 'a' : after < 10 ? 'b' : 'c',
      seen: [
        `rows of the file in the table: ${rows}`,
        after === undefined
          ? `the function was called ${called.length === 1 ? 'once' : `${called.length} times`}`
          : `the message was handed out again after ${after} s`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    flow.report('does the function start?');
    const error = await flow.call('extract', { Records: [] });
    if (error !== undefined) {
      return {
        wanted: 'The function starts.',
        seen: error,
        look: 'serverless.yml: which settings does the function get?',
      };
    }
    flow.report('a good file');
    const { key, dataset } = await send(flow);
    const job = await flow.until(
      async () => (await flow.jobs(key))[0],
      (seen) => seen?.phase === 'done',
      30,
    );
    const rows = (await flow.rows(dataset)).length;
    if (job?.phase !== 'done' || rows !== 7) {
      return {
        wanted: 'A good file is done, and its rows are in the table.',
        seen: `the function starts, but ${job ? `the job is ${job.phase}` : 'it could not note its work in the table sluice-local-lab-ledger'}`,
        look: 'STAGE=local-lab ./sluice logs extract',
      };
    }
    return undefined;
  },
});
