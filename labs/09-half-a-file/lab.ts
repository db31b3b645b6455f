import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';
import { isBalanced, type JobState } from '../../kit/workflow/ledger';

const ROWS = 1000;

/** Sends a file, and waits until its job is done, or has failed for the last time. */
async function run(flow: Flow, base: string, content: string) {
  const [key, dataset] = [`${flow.fresh(base)}.json`, flow.fresh('year')];
  await flow.put(key, content);
  await flow.send({ key, dataset, id: ID });
  const job = await flow.ended(key);
  return { job, rows: (await flow.rows(dataset)).length };
}

/** Returns the text of a year. Each row ends with a list, so that a cut file can end with a "]", too. */
function year(): string {
  return asJson(readings(ROWS).map((row) => ({ ...row, by_hour: [row.rain_mm, 0] })));
}

/** Cuts a text in its middle: within a row, after its list, or between two rows. */
function cut(text: string, where: 'within' | 'between'): string {
  const lines = text.split('\n');
  const half = lines.slice(0, lines.length / 2).join('\n');
  return where === 'between' ? `${half}\n` : half.slice(0, half.lastIndexOf(']') + 1);
}

function stateOf(job: JobState | undefined): string {
  if (!job) return 'no receipt';
  return job.phase === 'failed' ? `failed: ${job.receipt.reason}` : job.phase;
}

export default lab({
  break: { file: 'src/formats/json.ts', from: '    this.way.end(this.offset);\n', to: '' },

  async observe(flow) {
    flow.report(`a file of ${ROWS} rows, cut in half`);
    const { job, rows } = await run(flow, 'year', cut(year(), 'within'));
    const green = job?.phase === 'done' && isBalanced(job);
    return {
      answer: rows === 0 ? 'a' : rows === ROWS ? 'd' : green ? 'c' : 'b',
      seen: [
        `rows in the table: ${rows} of ${ROWS}`,
        `the job: ${stateOf(job)}, rows read: ${job?.rows ?? 0}, accepted: ${job?.accepted ?? 0}`,
        `what make status says: ${green ? '✔ every row accounted for' : `✘ ${job?.receipt.reason ?? ''}: ./sluice redrive, once the cause is removed`}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const whole = year();
    for (const where of ['within', 'between'] as const) {
      flow.report(`a file that is cut ${where === 'within' ? 'within a row' : 'between two rows'}`);
      const { job, rows } = await run(flow, 'year', cut(whole, where));
      if (job?.phase !== 'failed' || rows > 0) {
        return {
          wanted:
            where === 'within'
              ? 'A file that is cut within a row fails with a code, and leaves nothing.'
              : 'A file that is cut between two rows fails with a code, and leaves nothing.',
          seen: `the job is ${stateOf(job)}; ${rows} rows of a half file are in the table`,
          look: 'src/formats/json.ts: what says that the array has ended?',
        };
      }
    }
    flow.report('a file with an empty array');
    const { job: none } = await run(flow, 'quiet-day', '[]\n');
    if (none?.phase !== 'done') {
      return {
        wanted: 'A file with an empty array is done, with 0 rows: on a quiet day there is nothing to report.',
        seen: `the job is ${stateOf(none)}`,
        look: 'src/formats/json.ts: is a file without rows the same as a file that is cut?',
      };
    }
    flow.report('the whole file');
    const { job, rows } = await run(flow, 'year', whole);
    if (job?.phase !== 'done' || rows !== ROWS) {
      return {
        wanted: `A whole file of ${ROWS} rows is done, and all its rows are in the table.`,
        seen: `the job is ${stateOf(job)}; rows in the table: ${rows}`,
        look: 'STAGE=local-lab ./sluice logs extract',
      };
    }
    return undefined;
  },
});
