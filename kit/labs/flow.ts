import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { type Faults, openFaults } from '../faults/faults';
import type { Session } from '../session';
import { functionOf, type Stack } from '../stack/stack';
import { type JobState, readLedger } from '../workflow/ledger';
import { type LogLine, readLogs } from '../workflow/logs';
import { peek, readQueues } from '../workflow/queues';
import { readRows, type StoredRow } from '../workflow/rows';

const LOOK_EVERY_MS = 150;

/** Returns whether an invocation works on a job. Its claim ends with it, however that ended. */
export function isAtWork({ phase, receipt }: JobState): boolean {
  const { until = 0 } = receipt as { until?: number };
  return phase === 'extracting' && until > Date.now();
}

/**
 * The workflow from outside, as a lab uses it. It finds jobs by their files' keys, and never by their ids: the code that
 * makes ids may be what a lab breaks.
 */
export class Flow {
  private faultsOfStage: Faults | undefined;
  private readonly began = Date.now();

  constructor(
    readonly opened: Session & { readonly stack: Stack },
    /** Says what is being done, in a few words. */
    readonly report: (doing: string) => void,
  ) {}

  /** Returns a name that was not used before, such as `readings-3f9a1c`. */
  fresh(base: string): string {
    return `${base}-${randomBytes(3).toString('hex')}`;
  }

  /** Uploads a file to the input bucket. */
  async put(key: string, content: string | Uint8Array): Promise<void> {
    const { aws, stack } = this.opened;
    const ContentLength = Buffer.byteLength(content); // The SDK takes an empty text for a stream.
    await aws.s3.send(
      new PutObjectCommand({ Bucket: stack.inputBucket, Key: key, Body: content, ContentLength }),
    );
  }

  /** Sends up to ten messages at once. A text is sent unchanged; anything else is sent as JSON. */
  async send(...messages: readonly (string | object)[]): Promise<void> {
    const Entries = messages.map((message, i) => ({
      Id: String(i),
      MessageBody: typeof message === 'string' ? message : JSON.stringify(message),
    }));
    const { aws, stack } = this.opened;
    const { Failed = [] } = await aws.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: stack.jobsQueueUrl, Entries }),
    );
    if (Failed.length > 0) throw new Error(`SQS did not take a message: ${Failed[0]?.Message}`);
  }

  /** Returns the jobs of a file, newest first. */
  async jobs(key: string): Promise<JobState[]> {
    return (await this.allJobs()).filter(({ receipt }) => receipt.key === key);
  }

  allJobs(): Promise<JobState[]> {
    return readLedger(this.opened.stack, this.opened.aws);
  }

  /** Returns the items of a dataset. */
  rows(dataset: string): Promise<StoredRow[]> {
    return readRows(this.opened.stack, this.opened.aws, { dataset });
  }

  /**
   * Returns how many messages the jobs queue holds. It counts again before it says none: the counters are approximate, and
   * while a message is handed out, it may be in none of them.
   */
  async waiting(): Promise<number> {
    const count = async () => {
      const { visible, inFlight, delayed } = (await readQueues(this.opened.stack, this.opened.aws)).jobs;
      return visible + inFlight + delayed;
    };
    return (await count()) || pause(LOOK_EVERY_MS).then(count);
  }

  /** Returns the bodies of the messages in a dead-letter queue. */
  async letters(queue: 'jobs-dlq' | 'load-failed'): Promise<string[]> {
    const { stack, aws } = this.opened;
    const url = queue === 'jobs-dlq' ? stack.jobsDlqUrl : stack.loadFailedQueueUrl;
    return (await peek(url, stack.stage, aws)).messages.map(({ Body = '' }) => Body);
  }

  /** Returns what a function has logged since this flow began. */
  logs(name: 'extract' | 'load', having?: string): Promise<LogLine[]> {
    const { stack, aws } = this.opened;
    return readLogs(aws, functionOf(stack, name), this.began, having);
  }

  /** Calls a function with an event, and returns the message of its error, if it fails. */
  async call(name: 'extract' | 'load', event: unknown): Promise<string | undefined> {
    const { stack, aws } = this.opened;
    const { FunctionError, Payload } = await aws.lambda.send(
      new InvokeCommand({ FunctionName: functionOf(stack, name), Payload: JSON.stringify(event) }),
    );
    if (!FunctionError) return undefined;
    const { errorMessage = FunctionError } = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}');
    return String(errorMessage);
  }

  /** Returns the faults of the stage; the functions' calls pass the fault proxy from then on. */
  async faults(): Promise<Faults> {
    this.faultsOfStage ??= await openFaults(this.opened);
    return this.faultsOfStage;
  }

  /** Looks until it has seen enough, or until the deadline. Returns what it saw last. */
  async until<T>(look: () => Promise<T>, enough: (seen: T) => boolean, seconds = 20): Promise<T> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const seen = await look();
      if (enough(seen) || Date.now() > end) return seen;
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Waits until a file's job is done, or its message is a dead letter, or the deadline. Returns the job as last seen. */
  async ended(key: string, seconds?: number): Promise<JobState | undefined> {
    const look = async () => {
      const [job] = await this.jobs(key);
      const isDead = job?.phase === 'failed' && (await this.letters('jobs-dlq')).some((m) => m.includes(key));
      return { job, ended: isDead || job?.phase === 'done' };
    };
    return (await this.until(look, ({ ended }) => ended, seconds)).job;
  }

  /** Clears the faults that the lab has set. */
  async close(): Promise<void> {
    await this.faultsOfStage?.close();
  }
}
