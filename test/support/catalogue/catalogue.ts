import { type InvocationType, InvokeCommand } from '@aws-sdk/client-lambda';
import { HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../../kit/workflow/dead-letters';
import type { JobState } from '../../../kit/workflow/ledger';
import { readLogs } from '../../../kit/workflow/logs';
import { listObjects } from '../../../kit/workflow/objects';
import { type Reject, readRejects } from '../../../kit/workflow/rejects';
import { readRows } from '../../../kit/workflow/rows';
import { type JobMessage, type Sent, sendBody } from '../../../kit/workflow/send';
import { whatIsOpen } from '../../../kit/workflow/settle';
import { READING_OPTIONS, readingOf } from '../../../src/formats/reading';
import type { Counts } from '../../../src/ledger/receipt';
import { parseJson, type Value } from '../../../src/row/value';
import { canonical } from '../canonical';
import { uniqueName } from '../stack';
import { bySourceRow, fields, openWorkflow } from '../workflow';
import { fresh } from './fresh';
import { CATALOGUE_STAGE, type CatalogueStage, deployStage } from './stages';
import { Watch } from './watch';

/** A file of the input bucket and its job, or a CSV that a person puts into the csv bucket. */
export interface File extends Omit<JobMessage, 'key' | 'dataset' | 'force'> {
  readonly name: string;
  readonly body: string | Buffer;
}

/** The expected items of a file, in row order, as values or as JSON text. */
export interface Loads extends File {
  readonly items: readonly unknown[] | string;
  readonly rejects?: readonly [row: number, code: string, raw?: string][];
  readonly superseded?: number;
}

/** A file whose message or event ends in a dead-letter queue. */
export interface Refused extends File {
  readonly code: string;
}

/** The receives after which a message is a dead letter, as in stack/queues.yml. */
export const RECEIVES = 5;

export type Catalogue = Awaited<ReturnType<typeof openCatalogue>>;

/** Deploys a stage of the catalogue, and opens it. Many tests send at once, and each waits for its own facts. */
export async function openCatalogue(stageName: CatalogueStage = CATALOGUE_STAGE) {
  await deployStage(stageName);
  const workflow = await openWorkflow(stageName);
  const { stack, aws, put } = workflow;
  const watch = new Watch(stack, aws);
  const everyRow = fresh(() => readRows(stack, aws, {}));
  const rows = async (dataset: string) => (await everyRow()).filter(({ pk }) => pk.startsWith(`${dataset}#`));
  const since = Date.now();

  const settled = (sent: readonly Sent[]) =>
    watch.until(`${sent.map(({ name }) => name)} settled`, (snapshot) =>
      whatIsOpen(snapshot, sent).length === 0 ? snapshot : undefined,
    );

  const sendFile = async ({ name, body, id, format, ...file }: File) => {
    const dataset = uniqueName('fault');
    const key = `${dataset}/${name}`;
    await put(key, body);
    return {
      dataset,
      key,
      sent: await workflow.send({
        ...{ key, dataset, ...(id && { id }), ...(format && { format }) },
        ...readingOf(file, READING_OPTIONS),
      }),
    };
  };

  /** Returns everything that a dataset left: nothing if it was refused. */
  const left = async (dataset: string) => {
    const uploads = async (Prefix: string) => {
      const { Uploads = [] } = await aws.s3.send(
        new ListMultipartUploadsCommand({ Bucket: stack.csvBucket, Prefix }),
      );
      return Uploads.map(({ Key }) => `${Key} (upload)`);
    };
    const objects = await Promise.all(
      [`${dataset}/`, `rejects/${dataset}/`].map((prefix) => listObjects(aws, stack.csvBucket, prefix)),
    );
    const items = (await rows(dataset)).map(({ pk }) => `${pk} (item)`);
    return [...objects.flat().map(({ key }) => key), ...(await uploads(`${dataset}/`)), ...items];
  };

  const logs = {
    [stack.extractFunction]: fresh(() => readLogs(aws, stack.extractFunction, since)),
    [stack.loadFunction]: fresh(() => readLogs(aws, stack.loadFunction, since)),
  };
  const logLines = async (functionName: string) =>
    ((await logs[functionName]?.()) ?? []).map(({ text }) => text);

  const findLetter = (what: string, holds: (letter: DeadLetter) => boolean) =>
    watch.until(`a dead letter of ${what}`, ({ deadLetters }) => deadLetters.find(holds));

  /** Returns the codes with which extract failed a message, one for each receive. */
  const failuresOf = async (messageId: string): Promise<string[]> => {
    const lines = (await logLines(stack.extractFunction)).filter((line) => line.includes(messageId));
    return lines.flatMap((line) => /"code":"([A-Za-z0-9_]+)"/.exec(line)?.[1] ?? []);
  };

  const head = (Bucket: string, Key: string) => aws.s3.send(new HeadObjectCommand({ Bucket, Key }));

  /** Returns the ETag of an object of the csv bucket, in the form that events have. */
  const etag = async (key: string): Promise<string> => {
    const { ETag = '' } = await head(stack.csvBucket, key);
    return ETag.replaceAll('"', '');
  };

  return {
    ...workflow,
    rows,
    watch,
    settled,
    sendFile,
    left,
    logLines,

    sendBody: (body: string) => sendBody(stack, aws, body, body.slice(0, 80)),

    failuresOf,

    /** Waits for a dead letter that meets a condition. */
    letter: findLetter,

    /** Calls a function with an event, and returns its answer. */
    async call(FunctionName: string, event: unknown, InvocationType: InvocationType = 'RequestResponse') {
      const { Payload, FunctionError } = await aws.lambda.send(
        new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }),
      );
      const answer = Buffer.from(Payload ?? []).toString();
      return { failed: FunctionError !== undefined, answer: answer === '' ? undefined : JSON.parse(answer) };
    },

    /** Puts a CSV into the csv bucket as a person would, and waits for its job. */
    async drop(body: string | Buffer, key = `${uniqueName('lone')}.csv`) {
      await put(key, body, stack.csvBucket);
      const dataset = key.replace(/\.csv$/, '');
      const job = await watch.until(`a receipt of ${key}`, ({ jobs }) =>
        jobs.find(({ receipt, phase }) => receipt.key === key && phase === 'done'),
      );
      return {
        key,
        dataset,
        job,
        rejects: await readRejects(stack, aws, { dataset: job.receipt.dataset, job: job.receipt.id }),
        rows: await readRows(stack, aws, { job: job.receipt.id }),
      };
    },

    /** Does the same for a CSV that ends in the load-failed queue, and returns load's last error. */
    async dropDead(body: string | Buffer, said: RegExp) {
      const key = `${uniqueName('lone')}.csv`;
      await put(key, body, stack.csvBucket);
      const letter = await findLetter(key, ({ csvKeys }) => csvKeys.includes(key));
      expect(letter).toMatchObject({ queue: 'load-failed', reason: expect.stringMatching(said) });
      return { key, letter };
    },

    head,
    etag,

    /** Returns what identifies the object versions under a prefix of the csv bucket: ETag and time, by key. */
    async versions(Prefix: string): Promise<Record<string, string>> {
      const { Contents = [] } = await aws.s3.send(
        new ListObjectsV2Command({ Bucket: stack.csvBucket, Prefix }),
      );
      const all = Contents.map(({ Key = '', ETag, LastModified }) => [
        Key,
        `${ETag} ${LastModified?.toISOString()}`,
      ]);
      return Object.fromEntries(all);
    },

    /** Returns every key of both buckets. */
    async objectsOfAll(): Promise<string[]> {
      const all = await Promise.all(
        [stack.inputBucket, stack.csvBucket].map((bucket) => listObjects(aws, bucket)),
      );
      return all.flat().map(({ key }) => key);
    },

    /**
     * Checks that a message that cannot become a job is received as often as the queue allows, fails each time with the
     * code, and is then dead.
     */
    async expectNoJob(body: string, code: string): Promise<Sent> {
      const sent = await sendBody(stack, aws, body, body.slice(0, 80));
      const letter = await findLetter(sent.name, ({ messageId }) => messageId === sent.messageId);
      const failures = await watch.until(`${sent.name} was logged`, async () => {
        const codes = await failuresOf(sent.messageId);
        return codes.length >= RECEIVES ? codes : undefined;
      });
      expect({ queue: letter.queue, body: letter.body, failures }).toEqual({
        ...{ queue: 'jobs-dlq', body, failures: Array(RECEIVES).fill(code) },
      });
      return sent;
    },

    /** Checks that each file loads: its items are as expected, and every other row is rejected or superseded. */
    async expectLoads(cases: Record<string, Loads>): Promise<void> {
      const seen = await each(cases, async (file) => {
        const { dataset, sent } = await sendFile(file);
        const snapshot = await settled([sent]);
        const job = snapshot.jobs.find(({ receipt }) => receipt.id === sent.job);
        if (!job) return { phase: 'no job' };
        return outcome(
          job,
          await rows(dataset),
          await readRejects(stack, aws, { dataset: job.receipt.dataset, job: job.receipt.id }),
        );
      });
      expect(seen).toEqual(await each(cases, async (expected) => accounting(expected)));
    },

    /** Checks that each file ends in the dead-letter queue with its code after five receives, was read once and leaves nothing, and that another message of its batch is loaded. */
    async expectRefused(cases: Record<string, Refused>): Promise<void> {
      const mate = sendFile({ name: 'mate.json', body: '[{"id":1}]' });
      const seen = await each(cases, async (file) => {
        const { dataset, sent } = await sendFile(file);
        const { jobs, deadLetters } = await settled([sent]);
        const job = jobs.find(({ receipt }) => receipt.id === sent.job);
        const letter = deadLetters.find(({ messageId }) => messageId === sent.messageId);
        const failures = await watch.until(`${file.name} was logged`, async () => {
          const codes = await failuresOf(sent.messageId);
          return codes.length >= RECEIVES ? codes : undefined;
        });
        return {
          failures,
          tries: job?.receipt.tries,
          queue: letter?.queue,
          phase: job?.phase,
          code: job?.receipt.reason,
          accepted: job?.accepted,
          left: await left(dataset),
        };
      });
      expect(seen).toEqual(
        await each(cases, async ({ code }) => ({
          ...{ failures: Array(RECEIVES).fill(code), tries: 1 },
          ...{ queue: 'jobs-dlq', phase: 'failed', code, accepted: 0, left: [] },
        })),
      );
      const { sent, dataset } = await mate;
      await settled([sent]);
      expect((await rows(dataset)).map(fields)).toEqual([{ id: 1 }]);
    },
  };
}

/** Sends up to ten messages that extract receives as one batch. Returns their ids. */
export async function sendTogether({ aws, stack }: Catalogue, bodies: readonly string[]): Promise<string[]> {
  const Entries = bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody }));
  const { Successful = [] } = await aws.sqs.send(
    new SendMessageBatchCommand({ QueueUrl: stack.jobsQueueUrl, Entries }),
  );
  return bodies.map((_, i) => Successful.find(({ Id }) => Id === String(i))?.MessageId as string);
}

/** The stage of the catalogue, which all its tests share. */
export const catalogue = openCatalogue();

/** Returns the outcome of a finished job, in the shape of {@link accounting}. */
export function outcome(job: JobState, rows: Awaited<ReturnType<Catalogue['rows']>>, rejects: Reject[]) {
  const { phase, accepted, rejected, superseded, filtered } = job;
  return {
    ...{ phase, counts: { rows: job.rows, accepted, rejected, superseded, filtered } satisfies Counts },
    items: bySourceRow(rows).map((row) => canonical(fields(row) as Value)),
    rejects: rejects.map(({ row, code, raw }) => [row, code, raw]),
  };
}

function accounting({ items, rejects = [], superseded = 0 }: Loads) {
  const values = (typeof items === 'string' ? parseJson(items) : items) as Value[];
  const [accepted, rejected] = [values.length, rejects.length];
  return {
    phase: 'done',
    counts: { rows: accepted + rejected + superseded, accepted, rejected, superseded, filtered: 0 },
    items: values.map(canonical),
    rejects: rejects.map(([row, code, raw = expect.any(String)]) => [row, code, raw]),
  };
}

/** Runs each case concurrently, and returns the results by case name. */
export async function each<T, U>(
  cases: Record<string, T>,
  make: (one: T) => Promise<U>,
): Promise<Record<string, U>> {
  const entries = Object.entries(cases).map(async ([name, one]) => [name, await make(one)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
