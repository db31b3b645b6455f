import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Job, Paused } from '../ledger/job';
import { VISIBILITY_SECONDS } from '../limits';
import { connection } from './connection';

/** The jobs queue, as far as a consumer needs it: when a failed message comes back, and how a paused job goes on. */
export class JobsQueue {
  constructor(
    private readonly url: string,
    // Emulators name hosts in their queue URLs that do not resolve offline.
    private readonly sqs = new SQSClient({ ...connection, useQueueUrlAsEndpoint: false }),
  ) {}

  /** Makes a message that is being handled visible again after some seconds, however long its timeout is. */
  async returnAfter(receiptHandle: string, seconds: number): Promise<void> {
    await this.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(Math.round(seconds), VISIBILITY_SECONDS),
      }),
    );
  }

  /** Sends a job that was paused to whoever is free. What its sender asked for is the body; where it is, its attributes. */
  async goOn({ key, dataset, format, id, force, run, etag }: Job): Promise<void> {
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.url,
        MessageBody: JSON.stringify({ key, dataset, format, ...(id && { id }), ...(force && { force }) }),
        MessageAttributes: { run: attribute(run), etag: attribute(etag) },
      }),
    );
  }
}

/** What {@link JobsQueue.goOn} sent with a message; nothing when it is somebody's own. */
export function pausedOf({ messageAttributes }: Pick<SQSRecord, 'messageAttributes'>): Paused | undefined {
  const { run, etag } = messageAttributes ?? {};
  return run?.stringValue && etag?.stringValue ? { run: run.stringValue, etag: etag.stringValue } : undefined;
}
