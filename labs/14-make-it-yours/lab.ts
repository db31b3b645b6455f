import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import type { OwnRows } from '../../kit/labs/own-rows';
import { difference } from '../../kit/oracle/compare';
import { observe } from '../../kit/oracle/observe';
import { storedRow } from '../../kit/oracle/stored';
import { isBalanced } from '../../kit/workflow/ledger';
import { judgeStep, named, STARTER } from './step';

/** Extract is killed once, and the message is hidden until that invocation must have ended. */
const DONE_S = 120;

/** Sends a file while a fault and a kill hit, and waits until its job is done or has failed for the last time. */
async function send(flow: Flow, file: string) {
  const faults = await flow.faults();
  const kill = await faults.set({ fault: 'kill', function: 'extract', operation: 'PutObject', times: 1 });
  const fault = await faults.set({ fault: 'unprocessed', function: 'load', times: 2 });
  flow.report(`${path.basename(file)}: extract is killed once, and the table hands items back`);
  // In a folder with a new name: the name of the file itself is the dataset.
  const key = `${flow.fresh('yours')}/${path.basename(file)}`;
  await flow.put(key, readFileSync(file));
  await flow.send({ key });
  const job = await flow.ended(key, DONE_S);
  const hits = {
    kills: (await faults.struck(kill.id)).length,
    faults: (await faults.struck(fault.id)).length,
  };
  await faults.clear();
  return { job, hits, items: (await observe(flow.opened.stack, flow.opened.aws)).items };
}

type Sent = Awaited<ReturnType<typeof send>>;

/** Returns the first row of the table that is not what the step makes of its source. */
function wrongRow({ tried: { rows } }: OwnRows, { items }: Sent): string | undefined {
  const left = new Map(items.map((item) => [item.pk?.S ?? '', item]));
  for (const row of rows) {
    if (row.became !== 'item') continue;
    const found = left.get(row.key);
    if (!found) return `row ${row.number} is not in the table under ${row.key}`;
    left.delete(row.key);
    const { pk: _, _job, _row, ...fields } = found;
    if (_row?.N !== String(row.number)) return `${row.key} is row ${_row?.N}, not row ${row.number}`;
    const differs = difference(storedRow(row.row), fields);
    if (differs) return `row ${row.number}: ${differs}`;
  }
  const [more] = left.keys();
  return more === undefined ? undefined : `${more} is of no row that your step lets through`;
}

export default lab({
  starter: () => ({
    'src/pipeline.ts': readFileSync(path.join(__dirname, 'starter', 'pipeline.ts'), 'utf8').replace(
      '../../../src/step',
      './step',
    ),
  }),

  async run(flow) {
    const { job, items } = await send(flow, STARTER);
    return [`rows read: ${job?.rows ?? 0}`, `items in the table, without a step: ${items.length}`];
  },

  async observe(flow) {
    const { job, items, hits } = await send(flow, STARTER);
    const { rows = 0, accepted = 0, rejected = 0, superseded = 0, filtered = 0 } = job ?? {};
    return {
      answer: items.length === rows ? 'a' : items.length > rows ? 'd' : items.length === accepted ? 'b' : 'c',
      seen: [
        `kills of extract: ${hits.kills}; times that the table handed items back: ${hits.faults}`,
        `rows read: ${rows} = ${accepted} accepted + ${rejected} rejected + ${superseded} superseded + ${filtered} filtered`,
        `items in the table: ${items.length}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const file = named();
    flow.report('your step, without an engine');
    const own = await judgeStep(file);
    if ('wanted' in own) return own;
    const sent = await send(flow, file);
    const { job } = sent;
    if (job?.phase !== 'done') {
      return {
        wanted: 'The job of your file is done, even after a fault and a kill.',
        seen: `it is ${job?.phase ?? 'not begun'}${job?.receipt.reason ? `: ${job.receipt.reason} ${job.receipt.detail ?? ''}` : ''}`,
        look: 'STAGE=local-lab ./sluice logs extract; docs/reference/errors.md explains each code',
      };
    }
    const { rows, accepted, rejected, superseded, filtered } = job;
    const counts = { rows, accepted, rejected, superseded, filtered };
    if (!isBalanced(job) || JSON.stringify(counts) !== JSON.stringify(own.tried.counts)) {
      return {
        wanted: 'Every row that was read is accounted for, as your step decides.',
        seen: `the receipt: ${JSON.stringify(counts)}; your step: ${JSON.stringify(own.tried.counts)}`,
        look: 'make status STAGE=local-lab',
      };
    }
    const wrong = wrongRow(own, sent);
    if (!wrong) return undefined;
    return {
      wanted: 'Every row in the table is what your step makes of its source.',
      seen: wrong,
      look: 'STAGE=local-lab ./sluice rows, beside make try FILE=…',
    };
  },
});
