import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { VISIBILITY_SECONDS } from '../limits';
import { connection } from './connection';

/** The jobs queue, as far as a consumer needs it: when a message becomes visible. */
export class JobsQueue {
  constructor(
    private readonly url: string,
    // Emulators name hosts in their queue URLs that do not resolve offline.
    private readonly sqs = new SQSClient({ ...connection, useQueueUrlAsEndpoint: false }),
  ) {}

  /** Makes a message that is being handled visible again after some seconds, however long its timeout is. */
  async showAfter(receiptHandle: string, seconds: number): Promise<void> {
    await this.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(Math.round(seconds), VISIBILITY_SECONDS),
      }),
    );
  }
}
