import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PermanentFailure } from '../../src/errors';
import { readMessage } from '../../src/extract/job-message';
import { jobOf } from '../../src/ledger/job';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';

/** The job message: a key of the input bucket, and how to read it. */
export interface JobMessage {
  readonly key: string;
  readonly dataset?: string;
  readonly id?: readonly string[];
  readonly format?: string;
  readonly force?: boolean;
}

/** A message on its way, and the job that it will become. */
export interface Sent {
  readonly messageId: string;
  /** What to call it in messages to people. */
  readonly name: string;
  /** Unknown when the message cannot become a job: then it will be dead-lettered. */
  readonly job?: string;
}

/** Looks for a file of the user's. Returns its length. @throws KitError `NO_FILE` */
export async function requireFile(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return found.size;
  throw new KitError('NO_FILE', { file });
}

/** Puts a file into the input bucket. @throws KitError `NO_FILE` */
export async function upload(stack: Stack, { s3 }: Clients, file: string, key: string): Promise<void> {
  const bytes = await requireFile(file);
  await s3.send(
    new PutObjectCommand({
      Bucket: stack.inputBucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: bytes,
    }),
  );
}

/** Puts a job message into the jobs queue. */
export async function send(stack: Stack, aws: Clients, message: JobMessage): Promise<Sent> {
  return sendBody(stack, aws, JSON.stringify(message), message.key);
}

/** The same for any body, as a program with a fault might send it. */
export async function sendBody(stack: Stack, aws: Clients, body: string, name: string): Promise<Sent> {
  const { MessageId: messageId = '' } = await aws.sqs.send(
    new SendMessageCommand({ QueueUrl: stack.jobsQueueUrl, MessageBody: body }),
  );
  return sentAs(stack, aws, body, messageId, name);
}

/**
 * Returns a message that was sent under an id, with the job that it becomes of the object as it is now.
 * @param originalId the message's id before it was redriven, where it was
 */
export async function sentAs(
  stack: Stack,
  { s3 }: Clients,
  body: string,
  messageId: string,
  name: string,
  originalId?: string,
): Promise<Sent> {
  try {
    const [request] = readMessage(body, messageId, stack.inputBucket, originalId);
    if (!request || request instanceof PermanentFailure) return { messageId, name };
    const { ETag = '' } = await s3.send(
      new HeadObjectCommand({ Bucket: stack.inputBucket, Key: request.key }),
    );
    return { messageId, name, job: jobOf(request, ETag.replaceAll('"', ''), stack.pipelineVersion).id };
  } catch {
    return { messageId, name };
  }
}
