import path from 'node:path';
import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { codeUnreadable } from '../../kit/labs/unreadable';
import { asJson, ID, type Reading, readings } from '../../kit/labs/weather';
import { clients } from '../../kit/stack/clients';
import type { Asked, find } from './find';

const STATIONS = 7;
const DAYS = 50;
const ROWS = STATIONS * DAYS;
const FILE = 'labs/11-read-all/find.ts';

/** A question to the table: what was found, and what it took. */
interface Answer {
  readonly found?: Record<string, unknown> | undefined;
  readonly error?: string;
  /** The calls that were made, such as `ScanCommand`. */
  readonly calls: readonly string[];
  /** The items that DynamoDB read; undefined when a call does not say it. */
  readonly read: number | undefined;
}

/** Loads a file of readings, and waits until all of them are in the table. */
async function load(flow: Flow, dataset: string, rows: readonly Reading[]): Promise<void> {
  const key = `${flow.fresh(dataset)}.json`;
  await flow.put(key, asJson(rows));
  await flow.send({ key, dataset, id: ID });
  const job = await flow.until(
    async () => (await flow.jobs(key))[0],
    (seen) => seen?.phase === 'done',
    60,
  );
  if (job?.phase !== 'done') throw new Error(`the readings were not loaded: the job is ${job?.phase}`);
}

/** Fills the table with two datasets, rain and snow, for the same stations and days. */
async function fill(flow: Flow) {
  const [rain, snow] = [flow.fresh('rain'), flow.fresh('snow')];
  const rows = readings(ROWS);
  flow.report(`${ROWS} readings of rain, and as many of snow`);
  await load(flow, rain, rows);
  const deep = rows.map((row) => withMore(row, 100));
  await load(flow, snow, deep);
  return { rain, snow, rows, deep };
}

/** Loads the learner's function as its file is now. @throws KitError `LAB_CODE_UNREADABLE` */
function finder(): typeof find {
  const file = path.join(__dirname, 'find.ts');
  delete require.cache[file];
  try {
    return require(file).find;
  } catch (cause) {
    throw codeUnreadable(cause);
  }
}

/** Returns a function that asks for a reading, and measures what it takes. */
function asking({ opened: { stack } }: Flow): (asked: Asked) => Promise<Answer> {
  const made: { call: string; read: number | undefined }[] = [];
  const { dynamo } = clients();
  dynamo.middlewareStack.add(
    (next, { commandName: call = '' }) =>
      async (args) => {
        const done = await next(args);
        const { ScannedCount } = done.output as { ScannedCount?: number };
        made.push({ call, read: call.startsWith('Get') ? 1 : ScannedCount });
        return done;
      },
    { step: 'initialize' },
  );
  const ask = finder();
  return async (asked) => {
    made.length = 0;
    const outcome = await ask(dynamo, stack.recordsTable, asked).then(
      (found) => ({ found }),
      (error: Error) => ({ error: error.message }),
    );
    const read = made.reduce<number | undefined>(
      (sum, one) => (sum === undefined || one.read === undefined ? undefined : sum + one.read),
      0,
    );
    return { ...outcome, calls: made.map(({ call }) => call), read };
  };
}

const rainIn = ({ found }: Answer) => found && Number(found.rain_mm);

/** Says how an answer was read from the table. */
function reading({ calls, read }: Answer): string {
  if (calls.length === 0) return 'the client that find is given made no call';
  const [count, names] = [calls.length === 1 ? 'one call' : `${calls.length} calls`, new Set(calls)];
  const by = `${count} (${[...names].join(', ')})`;
  if (read === undefined) return `the engine does not say how many items were read in ${by}`;
  return `DynamoDB read ${read} items in ${by}`;
}

function withMore(row: Reading, mm: number): Reading {
  return { ...row, rain_mm: Math.round((row.rain_mm + mm) * 10) / 10 };
}

function pick(rows: readonly Reading[]): Reading {
  return rows[Math.floor(Math.random() * rows.length)] as Reading;
}

export default lab({
  async run(flow) {
    const { rain, rows } = await fill(flow);
    const asked = pick(rows);
    const answer = await asking(flow)({ ...asked, dataset: rain });
    return [
      `items in the table: ${2 * ROWS}, of rain and snow at ${STATIONS} stations on ${DAYS} days`,
      `the question: how much rain at ${asked.station} on ${asked.day}?`,
      `the answer: ${rainIn(answer)} mm (the file says ${asked.rain_mm} mm)`,
    ];
  },

  async observe(flow) {
    const { rain, rows } = await fill(flow);
    const { read = 0, calls } = await asking(flow)({ ...pick(rows), dataset: rain });
    return {
      answer: read <= 1 ? 'a' : read <= DAYS ? 'b' : read <= ROWS ? 'c' : 'd',
      seen: [`items that DynamoDB read: ${read}`, 'items that it handed out: 1', `calls: ${calls.length}`],
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const { rain, snow, rows, deep } = await fill(flow);
    const ask = asking(flow);
    flow.report('questions');
    const answers: Answer[] = [];
    const first = pick(rows);
    for (const [dataset, row] of [
      [rain, first],
      [rain, pick(rows)],
      [snow, pick(deep)],
    ] as const) {
      const answer = await ask({ ...row, dataset });
      answers.push(answer);
      if (rainIn(answer) !== row.rain_mm) {
        return {
          wanted: 'The reading that was asked for is found.',
          seen:
            answer.error ??
            `${row.station} on ${row.day}: ${rainIn(answer) ?? 'no'} mm instead of ${row.rain_mm} mm`,
          look: `${FILE}, and the keys that STAGE=local-lab ./sluice rows prints`,
        };
      }
    }
    const none = await ask({ dataset: rain, station: first.station, day: '1999-12-31' });
    if (none.error !== undefined || none.found !== undefined) {
      return {
        wanted: 'For a reading that the table does not have, nothing is found.',
        seen: none.error ?? `found: ${JSON.stringify(none.found)}`,
        look: `${FILE}: what does DynamoDB answer when there is no such item?`,
      };
    }
    flow.report('a reading is corrected');
    const corrected = withMore(first, 50);
    await load(flow, rain, [corrected]);
    const again = await ask({ ...first, dataset: rain });
    if (rainIn(again) !== corrected.rain_mm) {
      return {
        wanted: 'After a correction, the new value is found.',
        seen: `${rainIn(again)} mm; the table has ${corrected.rain_mm} mm`,
        look: `${FILE}: where does the answer come from?`,
      };
    }
    const slow = [...answers, again].find(({ read }) => read !== 1);
    if (slow) {
      return {
        wanted: 'To show one reading, one item is read.',
        seen: reading(slow),
        look: `${FILE}: how does DynamoDB know where the item is?`,
      };
    }
    const often = [...answers, none, again].find(({ calls }) => calls.length !== 1);
    if (often) {
      return {
        wanted: 'To show one reading, the table is asked once.',
        seen: `${often.calls.length} calls: ${often.calls.join(', ')}`,
        look: FILE,
      };
    }
    return undefined;
  },
});
