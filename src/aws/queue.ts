import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { VISIBILITY_SECONDS } from '../limits';
import type { JobsQueue } from '../ports';
import { connection } from './connection';

/** The jobs queue in SQS. */
export class SqsJobsQueue implements JobsQueue {
  constructor(
    private readonly url: string,
    // The queue URLs of emulators contain host names that do not resolve offline.
    private readonly sqs = new SQSClient({ ...connection, useQueueUrlAsEndpoint: false }),
  ) {}

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
