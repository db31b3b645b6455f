import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import type { SoakJob, Upload } from './expected';

/** Uses a stage from outside, with objects, messages and events. */
export class Sender {
  /** The number of forced messages for each job, by its number. */
  readonly forced = new Map<number, number>();

  constructor(
    private readonly stack: Stack,
    private readonly aws: Clients,
  ) {}

  async send({ uploads, messages, events, again, index }: SoakJob): Promise<void> {
    for (const upload of uploads) if (!upload.late) await this.upload(upload);
    for (const body of messages) {
      await this.message(body);
      if (body === again) this.count(index);
    }
    for (const event of events) await this.event(event);
  }

  async upload({ bucket, key, body }: Upload): Promise<void> {
    const Bucket = bucket === 'input' ? this.stack.inputBucket : this.stack.csvBucket;
    await this.aws.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
  }

  /** Forces a repeatable job to run again. */
  async force({ index, again }: SoakJob): Promise<void> {
    await this.message(again as string);
    this.count(index);
  }

  private count(index: number): void {
    this.forced.set(index, (this.forced.get(index) ?? 0) + 1);
  }

  private async message(MessageBody: string): Promise<void> {
    await this.aws.sqs.send(new SendMessageCommand({ QueueUrl: this.stack.jobsQueueUrl, MessageBody }));
  }

  /** Calls load as S3 does. Lambda retries a failure, and finally puts the event into the load-failed queue. */
  async event(event: unknown): Promise<void> {
    const Payload = JSON.stringify(event);
    const FunctionName = this.stack.loadFunction;
    await this.aws.lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
  }

  /** Sends the events of a job's parts again. */
  async repeatEvents({ dataset }: SoakJob): Promise<void> {
    const Bucket = this.stack.csvBucket;
    const pages = paginateListObjectsV2({ client: this.aws.s3 }, { Bucket, Prefix: `${dataset}/` });
    for await (const { Contents = [] } of pages) {
      for (const { Key = '', ETag = '', Size } of Contents) {
        if (!Key.endsWith('.csv')) continue;
        const key = Key.split('/').map(encodeURIComponent).join('/');
        const object = { key, size: Size, eTag: ETag.replaceAll('"', '') };
        const record = { eventName: 'ObjectCreated:Put', s3: { bucket: { name: Bucket }, object } };
        await this.event({ Records: [record] });
      }
    }
  }
}
