import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';

const ROWS = 100;
/** The rows of one BatchWriteItem, of which each struck call writes one. */
const BATCH = 25;
const STRIKES = 6;
/** Longer than load tries at once: its timeout is 8 s on this stage. */
const BUSY_S = 10;

async function send(flow: Flow, rows: number): Promise<{ key: string; dataset: string }> {
  const [key, dataset] = [`${flow.fresh('storm')}.json`, flow.fresh('rain')];
  await flow.put(key, asJson(readings(rows)));
  await flow.send({ key, dataset, id: ID });
  return { key, dataset };
}

/** Waits until the file's job is done, and returns what the receipt and the table say. */
async function landed(flow: Flow, { key, dataset }: { key: string; dataset: string }, seconds: number) {
  const job = await flow.until(
    async () => (await flow.jobs(key))[0],
    (job) => job?.phase === 'done',
    seconds,
  );
  return { accepted: job?.accepted ?? 0, items: (await flow.rows(dataset)).length };
}

/** Strikes one batch again and again. Returns how many items each call asked for, and the pauses between calls in ms. */
async function strike(flow: Flow) {
  const faults = await flow.faults();
  const { id } = await faults.set({
    ...{ fault: 'unprocessed', function: 'load', items: BATCH - 1, times: STRIKES },
  });
  const file = await send(flow, BATCH);
  const found = await landed(flow, file, 25);
  const calls = await faults.struck(id);
  await faults.clear();
  const pauses = calls.slice(1).map(({ at }, i) => at - (calls[i]?.at ?? at));
  return { ...found, sizes: calls.map(({ items = 0 }) => items), pauses };
}

/** Keeps the table busy, and returns what the receipt and the table say: while it is busy, and later. */
async function stayBusy(flow: Flow) {
  const faults = await flow.faults();
  await faults.set({ fault: 'unprocessed', function: 'load', items: BATCH });
  const file = await send(flow, BATCH);
  const early = await landed(flow, file, BUSY_S);
  await faults.clear();
  return { early, late: await landed(flow, file, 25) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Whether the later half of the pauses is longer than the earlier one by more than chance. */
function grow(pauses: readonly number[]): boolean {
  const half = Math.floor(pauses.length / 2);
  return sum(pauses.slice(half)) > 2 * sum(pauses.slice(0, half)) && sum(pauses) > 250;
}

export default lab({
  break: {
    file: 'src/aws/table.ts',
    from: 'return UnprocessedItems?.[this.table] ?? [];',
    to: 'return UnprocessedItems ? [] : [];',
  },

  async observe(flow) {
    const faults = await flow.faults();
    const calls = ROWS / BATCH;
    await faults.set({ fault: 'unprocessed', function: 'load', times: calls });
    flow.report(`a file of ${ROWS} rows; DynamoDB hands back half of each of the first ${calls} batches`);
    const { accepted, items } = await landed(flow, await send(flow, ROWS), 25);
    return {
      answer: items === ROWS ? 'a' : accepted === items ? 'b' : accepted === ROWS ? 'c' : 'd',
      seen: [
        `rows in the file: ${ROWS}`,
        `items in the table: ${items}`,
        `rows accepted, as the receipt says: ${accepted}`,
      ],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    flow.report('a batch of which DynamoDB writes one item at a time');
    let seen = await strike(flow);
    if (seen.items !== BATCH || seen.accepted !== BATCH) {
      return {
        wanted: 'All rows are in the table, although DynamoDB handed items back.',
        seen: `${seen.items} of ${BATCH} items are in the table; the receipt says ${seen.accepted}`,
        look: 'src/aws/table.ts: what is in the answer to BatchWriteItem?',
      };
    }
    if (seen.sizes.some((size, i) => i > 0 && size >= (seen.sizes[i - 1] ?? 0))) {
      return {
        wanted: 'Only the items that were handed back are written again.',
        seen: `the calls asked for ${seen.sizes.join(', ')} items`,
        look: 'src/aws/table.ts: what does the second call send?',
      };
    }
    // A random pause may be short: measure once more before saying so.
    if (!grow(seen.pauses)) seen = await strike(flow);
    if (!grow(seen.pauses)) {
      return {
        wanted: 'The pauses between the calls grow.',
        seen: `pauses of ${seen.pauses.map((ms) => `${ms} ms`).join(', ')}`,
        look: 'src/aws/table.ts: how long does it wait before it asks again?',
      };
    }
    flow.report('a table that stays busy for a while');
    const { early, late } = await stayBusy(flow);
    if (early.accepted > early.items || late.accepted !== BATCH || late.items !== BATCH) {
      const { accepted, items } = early.accepted > early.items ? early : late;
      return {
        wanted: 'A row that DynamoDB keeps handing back is not accepted, and not lost.',
        seen: `the receipt says that ${accepted} rows are accepted; ${items} of ${BATCH} items are in the table`,
        look: 'src/aws/table.ts: what does it return when it gives up?',
      };
    }
    return undefined;
  },
});
