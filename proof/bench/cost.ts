/**
 * Calculates what a job costs on AWS and how long it takes, from the prices and limits that AWS states and from
 * measurements of the code. `npx tsx proof/bench/cost.ts` prints the tables of docs/internals/cost.md, which explains them.
 */

/** List prices of us-east-1 in US dollars as of 2026-11-24, without free tiers and volume discounts. Each names its AWS page. */
export const PRICES = {
  /** A write request unit. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625 / 1e6,
  /** A read request unit. Same page. */
  readUnit: 0.125 / 1e6,
  /** A GB of a table for a month. Same page. */
  tableGbMonth: 0.25,
  /** A GB-second, x86. https://aws.amazon.com/lambda/pricing/ */
  gbSecond: 0.0000166667,
  /** An invocation. Same page. */
  invocation: 0.2 / 1e6,
  /** PUT, POST and the like. https://aws.amazon.com/s3/pricing/ */
  s3Write: 0.005 / 1000,
  /** GET and HEAD. Same page. */
  s3Read: 0.0004 / 1000,
  /** A GB of S3 Standard for a month. Same page. */
  s3GbMonth: 0.023,
  /** A request to a standard queue. https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4 / 1e6,
  /** A GB of ingested logs. https://aws.amazon.com/cloudwatch/pricing/ */
  logGb: 0.5,
} as const;

/** The limits of an AWS account without any increase. */
export const LIMITS = {
  /** Write units per second of one partition. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html */
  partitionWrites: 1000,
  /** Write units per second that a new on-demand table accepts. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
  newTableWrites: 4000,
  /** A table accepts twice its earlier peak; a faster increase within this many seconds may be throttled. Same page. */
  doublingSeconds: 1800,
  /** Write units per second of one table. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Limits.html */
  tableWrites: 40_000,
  /** Concurrent invocations. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  concurrency: 1000,
  /** Seconds for which an event may wait for its function: the maximum of Lambda, and the setting of serverless.yml. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
  eventAge: 21_600,
} as const;

/** Inputs of the model. */
export interface Measures {
  /** Processor time per row in µs, from the growth benchmark in docs/internals/performance.md. */
  readonly extractMicros: number;
  readonly loadMicros: number;
  /** The share of a processor that load has with 512 MB: 512 / 1769. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  readonly processorShare: number;
  /** The time of one BatchWriteItem call in ms. An assumption about AWS, not a measurement. */
  readonly batchMs: number;
}

export interface Job {
  readonly rows: number;
  /** The number of files with the rows, one message for each. */
  readonly files: number;
  readonly rowBytes: number;
  readonly itemBytes: number;
}

/** The settings of serverless.yml and src/config.ts. */
const SETTINGS = {
  ...{ partRows: 25_000, partChars: 8_388_608, writers: 8, batch: 25 },
  /** Concurrent invocations of extract, each with a whole processor. */
  ...{ extractsAtOnce: 10, extractGb: 1769 / 1024 },
  /** The memory of load, and the seconds after which load hands over to another invocation. */
  ...{ loadGb: 0.5, loadSeconds: 300 * 0.75 },
  /** Bytes of logs per invocation: a few lines of JSON besides Lambda's own. */
  logBytes: 1500,
};

/** The time of a job in seconds when nothing else runs, and the step that limits it. */
export interface Course {
  readonly parts: number;
  /** The sum of all invocations of extract, and the time until the last one ends. */
  readonly extractSeconds: number;
  readonly extracting: number;
  /** The time of load when nothing slows it down: the sum of all parts, and with parts in parallel. */
  readonly loadSeconds: number;
  readonly loading: number;
  /** The time until the table has accepted all writes. */
  readonly writing: number;
  /** The time from the first message to the last item. */
  readonly seconds: number;
  readonly slowest: 'extract' | 'load' | 'table';
  /** How long the last event waits for its function. After {@link LIMITS.eventAge} the event goes to the load-failed queue. */
  readonly longestWait: number;
}

/** @param warmWrites the write units per second that the table accepts at the start */
export function course(job: Job, measures: Measures, warmWrites: number = LIMITS.newTableWrites): Course {
  const { rows, files, rowBytes } = job;
  const rowsOfPart = Math.min(SETTINGS.partRows, Math.floor(SETTINGS.partChars / rowBytes));
  const parts = files * Math.ceil(rows / files / rowsOfPart);
  const extractSeconds = (rows * measures.extractMicros) / 1e6;
  // A function computes or waits for its writers, whichever takes longer.
  const waiting = (rows * measures.batchMs) / 1000 / SETTINGS.batch / SETTINGS.writers;
  const loadSeconds = Math.max((rows * measures.loadMicros) / 1e6 / measures.processorShare, waiting);
  const extracting = extractSeconds / Math.min(files, SETTINGS.extractsAtOnce);
  const loading = loadSeconds / Math.min(parts, LIMITS.concurrency);
  const writing = writeSeconds(writeUnits(job, parts), warmWrites);
  const load = Math.max(loading, writing);
  return {
    ...{ parts, extractSeconds, extracting, loadSeconds, loading, writing },
    // The parts of a file appear only when the whole file was read. With many files, the first are loaded during that time.
    seconds: files === 1 ? extracting + load : Math.max(extracting, load),
    slowest: extracting > load ? 'extract' : writing > loading ? 'table' : 'load',
    longestWait: files === 1 ? load : Math.max(0, load - extracting),
  };
}

/**
 * Returns how long an on-demand table needs for a number of units, if it always gets as many as it accepts and its
 * capacity doubles as documented.
 */
export function writeSeconds(units: number, warmWrites: number): number {
  let left = units;
  let seconds = 0;
  for (let rate = warmWrites; rate < LIMITS.tableWrites; rate = Math.min(2 * rate, LIMITS.tableWrites)) {
    const inStep = rate * LIMITS.doublingSeconds;
    if (left <= inStep) return seconds + left / rate;
    left -= inStep;
    seconds += LIMITS.doublingSeconds;
  }
  return seconds + left / Math.max(warmWrites, LIMITS.tableWrites);
}

/** Returns the write units of the rows and of the ledger: a receipt per part, and two writes per job. */
function writeUnits({ rows, files, itemBytes }: Job, parts: number): number {
  return rows * Math.ceil(itemBytes / 1024) + parts + 2 * files;
}

/** Returns US dollars: once, and per month for the stored data. */
export function cost(job: Job, measures: Measures, warmWrites?: number) {
  const { parts, extractSeconds, loadSeconds, writing } = course(job, measures, warmWrites);
  const { rows, files, rowBytes, itemBytes } = job;
  // A function that waits for the table costs money while it waits.
  const loadBilled = Math.max(loadSeconds, writing * Math.min(parts, LIMITS.concurrency));
  const calls = files + parts * Math.ceil(loadBilled / parts / SETTINGS.loadSeconds);
  const gbSeconds = extractSeconds * SETTINGS.extractGb + loadBilled * SETTINGS.loadGb;
  const inputGb = (rows * rowBytes) / 2 ** 30;
  const once = {
    writes: writeUnits(job, parts) * PRICES.writeUnit,
    reads: (parts + files) * PRICES.readUnit,
    lambda: gbSeconds * PRICES.gbSecond + calls * PRICES.invocation,
    // The input, each part's metadata, and three writes for each part that is held back: all parts of a file but the last.
    s3: (files + 2 * files + 4 * (parts - files)) * PRICES.s3Write + (2 * parts + 2 * files) * PRICES.s3Read,
    sqs: 4 * files * PRICES.sqsRequest,
    logs: ((calls * SETTINGS.logBytes) / 2 ** 30) * PRICES.logGb,
  };
  return {
    once,
    total: Object.values(once).reduce((sum, dollars) => sum + dollars, 0),
    // DynamoDB adds 100 bytes to each item. The parts are kept for a month, the input until it is deleted.
    monthly: ((rows * (itemBytes + 100)) / 2 ** 30) * PRICES.tableGbMonth + 2 * inputGb * PRICES.s3GbMonth,
  };
}

/** The inputs of docs/internals/cost.md. */
export const MEASURED: Measures = {
  ...{ extractMicros: 12, loadMicros: 30, processorShare: 512 / 1769, batchMs: 15 },
};

const JOBS: Readonly<Record<string, Job>> = {
  '1 million rows in 1 file': { rows: 1e6, files: 1, rowBytes: 230, itemBytes: 280 },
  '1 million rows in 1,000 files': { rows: 1e6, files: 1000, rowBytes: 230, itemBytes: 280 },
  '1 billion rows in 1,000 files': { rows: 1e9, files: 1000, rowBytes: 230, itemBytes: 280 },
};

const TABLES = { 'new table': LIMITS.newTableWrites, 'warmed table': LIMITS.tableWrites };

/** The tables of docs/internals/cost.md: cost and time. */
export function costTables(): string {
  const cases = Object.entries(JOBS).flatMap(([name, job]) =>
    Object.entries(TABLES).map(([table, warm]) => ({ name: `${name}, ${table}`, job, warm })),
  );
  const costs = cases.map(({ name, job, warm }) => {
    const { once, total, monthly } = cost(job, MEASURED, warm);
    return [name, ...Object.values(once), total, monthly].map((cell) =>
      typeof cell === 'number' ? dollars(cell) : cell,
    );
  });
  const times = cases.map(({ name, job, warm }) => {
    const { parts, extracting, loading, writing, seconds, slowest, longestWait } = course(
      job,
      MEASURED,
      warm,
    );
    const late = longestWait > LIMITS.eventAge ? '**yes**' : 'no';
    return [
      name,
      parts.toLocaleString('en'),
      ...[extracting, loading, writing, seconds].map(clock),
      slowest,
      late,
    ];
  });
  return [
    markdown(['', 'writes', 'reads', 'Lambda', 'S3', 'SQS', 'logs', 'once', 'each month'], costs),
    markdown(
      ['', 'parts', 'extract', 'load', 'table', 'in all', 'waits for', 'events older than 6 h'],
      times,
    ),
  ].join('\n\n');
}

function markdown(head: string[], rows: string[][]): string {
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function dollars(amount: number): string {
  return amount >= 0.005 ? `$${amount.toFixed(2)}` : '< 1 ¢';
}

function clock(seconds: number): string {
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return seconds < 5400 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

if (require.main === module) process.stdout.write(`${costTables()}\n`);
