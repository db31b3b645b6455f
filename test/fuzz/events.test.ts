import { createHash } from 'node:crypto';
import type { S3Event } from 'aws-lambda';
import fc from 'fast-check';
import { decodeKey } from '../../src/aws/event';
import { PermanentFailure } from '../../src/errors';
import { type FormatName, formatNames } from '../../src/formats/registry';
import { type Handlers, openHandlers, sqsRecord } from '../support/handlers';
import { jobsOf } from '../support/message';
import { holds } from './support/cases';
import { FILE_CODES, MESSAGE_CODES } from './support/codes';
import { text } from './support/json';

const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('good.json', 'bad.json', 'gone.json', 'a b+c.csv') },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          'a',
          '/',
          '.',
          '..',
          '%',
          '%2F',
          '%E0%A4%A',
          '+',
          ' ',
          '\0',
          'é',
          '\ud800',
          '.json',
          '.csv',
          '.gz',
          's3://',
          '#',
        ),
        {
          maxLength: 8,
        },
      )
      .map((all) => all.join('')),
  },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: fc.integer({ min: 400, max: 1100 }).map((n) => `${'x'.repeat(n)}.json`) },
);
const anything = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.anything({ withNullPrototype: false, withBoxedValues: false, maxDepth: 2 }) },
  { weight: 1, arbitrary: text },
);
/** A field is mostly valid, sometimes absent, sometimes anything. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: arbitrary as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: anything });
const optional = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: mostly(arbitrary) });

const encoded = key.map((one) => encodeURIComponent(one.toWellFormed()).replaceAll('%20', '+'));
/** A CSV of two rows in the csv bucket. */
const GOOD = 'id\n1\n2\n';
const ETAG = createHash('md5').update(GOOD).digest('hex');

const s3Record = mostly(
  fc.record({
    eventName: mostly(fc.constantFrom('ObjectCreated:Put', 'ObjectRemoved:Delete')),
    s3: mostly(
      fc.record({
        bucket: mostly(fc.record({ name: mostly(fc.constantFrom('in', 'in', 'csv')) })),
        object: mostly(
          fc.record({
            key: mostly(fc.oneof(encoded, key, fc.constant('good.csv'))),
            eTag: mostly(fc.constantFrom('older', ETAG)),
          }),
        ),
      }),
    ),
  }),
);
const s3Event = fc.record({
  Records: mostly(fc.array(s3Record, { maxLength: 3 })),
  written: optional(fc.constantFrom(0, 1, 2, -1, 0.5)),
  handovers: optional(fc.constantFrom(0, 10, -1, '1')),
});
const job = fc.record({
  key: mostly(key),
  dataset: optional(text),
  id: optional(fc.array(text, { maxLength: 2 })),
  format: optional(fc.constantFrom(...formatNames, 'xml')),
  force: optional(fc.boolean()),
});
const bridgeEvent = fc.record({
  source: mostly(fc.constant('aws.s3')),
  'detail-type': mostly(fc.constantFrom('Object Created', 'Object Deleted')),
  detail: mostly(
    fc.record({
      bucket: mostly(fc.record({ name: mostly(fc.constantFrom('in', 'in', 'csv')) })),
      object: mostly(fc.record({ key: mostly(key) })),
    }),
  ),
});
const event = fc.oneof(s3Event, bridgeEvent).map((one) => spelt(one));
const notification = fc.record({
  Type: mostly(fc.constantFrom('Notification', 'Notification', 'SubscriptionConfirmation')),
  Message: mostly(fc.oneof({ weight: 4, arbitrary: event }, { weight: 1, arbitrary: text })),
});
const body = fc.oneof(
  { weight: 5, arbitrary: job.map((one) => spelt(one)) },
  { weight: 3, arbitrary: event },
  { weight: 1, arbitrary: notification.map((one) => spelt(one)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{"Event":"s3:TestEvent","Bucket":"in"}',
      '{"key":"good.json","__proto__":{"format":"json"}}',
      '{"key":"good.json","Records":[]}',
      '{"key":"good.json","Event":"s3:TestEvent"}',
      '{"Records":[]}',
    ),
  },
);

function spelt(one: unknown): string {
  try {
    return JSON.stringify(one) ?? '';
  } catch {
    return '{'; // A BigInt, say.
  }
}

function expectOurs(error: unknown, codes: readonly string[]): void {
  if (!(error instanceof PermanentFailure)) throw error;
  expect(codes).toContain(error.code);
}

const handlers = openHandlers();

describe('Whatever the message', () => {
  test('it is a job of the input bucket or is refused permanently, but never ignored', () =>
    holds(
      fc.asyncProperty(body, async (message) => {
        try {
          const jobs = jobsOf(message, 'm-1', 'in');
          const sent = JSON.parse(message);
          const event = sent?.Type ? JSON.parse(sent.Message) : sent;
          const { key, Event, Records = [event] } = event;
          if (jobs.length === 0) expect(Event === 's3:TestEvent' || Records.every(isNoFile)).toBe(true);
          if (jobs.length === 0) expect(key).toBeUndefined();
          for (const { key, dataset, format, idColumns: id } of jobs) {
            for (const part of key.split('/')) expect(['', '.', '..']).not.toContain(part);
            expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
            expect(dataset).toMatch(/^(?!\.\.?$)[^/\p{Cc}]+$/u);
            expect(formatNames).toContain(format);
            expect(id?.length).not.toBe(0);
          }
        } catch (error) {
          expectOurs(error, MESSAGE_CODES);
        }
      }),
    ));

  test('extract returns the ids of the failed messages of a batch, and no others', async () => {
    handlers.input.give('good.json', '[{"id":1}]');
    handlers.input.give('a b+c.csv', 'id\n1\n');
    handlers.input.give('bad.json', Buffer.from([0xff]));
    await holds(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 10 }), async (bodies) => {
        const event = { Records: bodies.map((one, i) => sqsRecord(`m-${i}`, one)) };
        const { batchItemFailures } = await handlers.extract(event);
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        expect(failed.size).toBe(batchItemFailures.length);
        const reasons = errors(handlers);
        expect([...failed].sort()).toEqual([...new Set(reasons.map(({ messageId }) => messageId))].sort());
        for (const [i, one] of bodies.entries()) if (!works(one)) expect(failed).toContain(`m-${i}`);
        for (const { code, messageId } of reasons) {
          expect([...MESSAGE_CODES, ...FILE_CODES, 'INPUT_MISSING', 'JOB_CLAIMED']).toContain(code);
          // Two messages of a batch may request the same job; then one of them has to wait.
          if (works(bodies[Number(messageId.slice(2))] ?? '')) expect(code).toBe('JOB_CLAIMED');
        }
      }),
    );
  });
});

/** Whether a record is about an object that was not created, or about a folder. */
// biome-ignore lint/suspicious/noExplicitAny: the record of either kind of event.
function isNoFile({ source, detail, eventName, s3, 'detail-type': kind }: any): boolean {
  if (source) return kind !== 'Object Created' || detail.object.key.endsWith('/');
  return !eventName.startsWith('ObjectCreated:') || decodeKey(s3.object.key).endsWith('/');
}

/** The existing files, with the formats in which they can be read. */
const SOUND: Record<string, FormatName[]> = {
  'good.json': ['json', 'dynamodb', 'ndjson'],
  'a b+c.csv': ['csv', 'tsv', 'dynamodb', 'ndjson'],
};

/** Whether all objects that a message names exist and are valid. */
function works(message: string): boolean {
  try {
    return jobsOf(message, 'm', 'in').every(({ key, format }) => SOUND[key]?.includes(format) ?? false);
  } catch {
    return false;
  }
}

/** Returns the errors that were logged since the last call. */
function errors({ logged }: Handlers): { code: string; messageId: string }[] {
  return logged
    .splice(0)
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === 'ERROR');
}

describe('Whatever the S3 event', () => {
  test('load names the error with one of its own codes', async () => {
    handlers.csv.give('good.csv', GOOD);
    await holds(
      fc.asyncProperty(s3Event, async (event) => {
        const failures = await handlers.load(event as S3Event).then(
          () => [],
          (error: unknown) => (error instanceof AggregateError ? error.errors : [error]),
        );
        for (const { code } of failures)
          expect(['KEY_UNDECODABLE', 'EVENT_INVALID', 'CSV_MISSING']).toContain(code);
        expect(errors(handlers)).toHaveLength(failures.length);
      }),
    );
  });

  test('a key is decoded once, or refused', () =>
    holds(
      fc.asyncProperty(fc.oneof(key, encoded, anything), async (one) => {
        try {
          const decoded = decodeKey(one);
          expect(encodeURIComponent(decoded)).toBe(
            encodeURIComponent(decodeURIComponent(String(one).replaceAll('+', ' '))),
          );
        } catch (error) {
          expectOurs(error, ['KEY_UNDECODABLE']);
        }
      }),
    ));

  test('a key that S3 encodes is decoded to the original', () =>
    holds(
      fc.asyncProperty(
        key.filter((one) => one !== ''),
        async (one) => {
          const plain = one.toWellFormed();
          expect(decodeKey(encodeURIComponent(plain))).toBe(plain);
          expect(decodeKey(encodeURIComponent(plain).replaceAll('%20', '+'))).toBe(plain);
        },
      ),
    ));
});
