import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LoadEvent } from '../../src/load/event';
import { noPipeline, type Pipeline } from '../../src/step/pipeline';
import { MemoryLedger } from './memory/ledger';
import { MemoryObjects } from './memory/objects';
import { MemoryRecords } from './memory/records';

export interface Handlers {
  readonly input: MemoryObjects;
  readonly csv: MemoryObjects;
  readonly ledger: MemoryLedger;
  readonly records: MemoryRecords;
  /** @param left the time that the context says is left, in ms */
  extract(event: SQSEvent, left?: number | (() => number)): Promise<SQSBatchResponse>;
  load(event: LoadEvent): Promise<void>;
  /** The events with which load has invoked itself, and the function names. */
  readonly invoked: [arn: string, event: unknown][];
  /** The messages that extract returned to the queue, and the seconds after which each is visible again. */
  readonly returned: [receiptHandle: string, seconds: number][];
  /** The log lines of both functions so far, one JSON object per line. */
  readonly logged: string[];
  /** Returns the log lines of both functions since the last call. */
  // biome-ignore lint/suspicious/noExplicitAny: tests check the shape of a log line.
  said(): any[];
}

const SETTINGS = {
  SLUICE_INPUT_BUCKET: 'in',
  SLUICE_CSV_BUCKET: 'csv',
  SLUICE_JOBS_QUEUE_URL: 'http://127.0.0.1/jobs',
  SLUICE_RECORDS_TABLE: 'records',
  SLUICE_LEDGER_TABLE: 'ledger',
  // With this, Powertools writes to the console, where a test can read it.
  POWERTOOLS_DEV: 'true',
};

/**
 * Starts both functions as Lambda does, on memory instead of AWS. Call once per test file.
 * @param own the user's own step, in place of src/pipeline.ts
 */
export function openHandlers(own: Pipeline = noPipeline, settings: object = {}): Handlers {
  // Functions refuse unknown settings, and the settings of the kit and the tests have the same prefix.
  for (const name of Object.keys(process.env)) if (name.startsWith('SLUICE_')) delete process.env[name];
  Object.assign(process.env, SETTINGS, settings);
  jest.doMock('../../src/pipeline', () => ({ __esModule: true, default: own }));
  const buckets = { in: new MemoryObjects(), csv: new MemoryObjects() };
  const invoked: [string, unknown][] = [];
  const returned: [string, number][] = [];
  const ledger = new MemoryLedger();
  const records = new MemoryRecords();
  jest.doMock('../../src/aws/objects', () => ({ S3Bucket: bound((name: 'in' | 'csv') => buckets[name]) }));
  jest.doMock('../../src/aws/ledger', () => ({ DynamoLedger: bound(() => ledger) }));
  jest.doMock('../../src/aws/table', () => ({ DynamoTable: bound(() => records) }));
  jest.doMock('../../src/aws/functions', () => ({
    LambdaInvoker: bound(() => ({ invoke: async (...call: [string, unknown]) => void invoked.push(call) })),
  }));
  jest.doMock('../../src/aws/queue', () => ({
    ...jest.requireActual('../../src/aws/queue'),
    SqsJobsQueue: bound(() => ({
      showAfter: async (...call: [string, number]) => void returned.push(call),
    })),
  }));
  const logged: string[] = [];
  for (const level of ['debug', 'info', 'warn', 'error', 'log'] as const) {
    jest.spyOn(console, level).mockImplementation((...line) => logged.push(line.map(String).join(' ')));
  }
  const contextWith = (left: number | (() => number)) => {
    const getRemainingTimeInMillis = () => (typeof left === 'number' ? left : left());
    return { awsRequestId: 'request', invokedFunctionArn: 'arn', getRemainingTimeInMillis } as Context;
  };
  const extract = require('../../src/extract/handler').handler;
  const load = require('../../src/load/handler').handler;
  return {
    ...{ input: buckets.in, csv: buckets.csv, ledger, records, invoked, returned, logged },
    said: () => logged.splice(0).map((line) => JSON.parse(line)),
    extract: (event, left = 60_000) => extract(event, contextWith(left)),
    load: (event) => load(event, contextWith(60_000)),
  };
}

/** A class whose instances are the results of a function. */
function bound(instance: (name: 'in' | 'csv') => object) {
  return function Bound(name: 'in' | 'csv') {
    return instance(name);
  };
}

/** Returns a message as Lambda delivers it, with a receive count. */
export function sqsRecord(messageId: string, body: string, receives = 1): SQSEvent['Records'][number] {
  return {
    ...{ messageId, body, receiptHandle: messageId, messageAttributes: {}, md5OfBody: '' },
    ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:0:jobs', awsRegion: 'us-east-1' },
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
  };
}
