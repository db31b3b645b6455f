import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import os from 'node:os';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PermanentFailure } from '../../src/errors';
import { readMessage } from '../../src/extract/job-message';
import type { Reading } from '../../src/formats/reading';
import { type JobRequest, jobOf } from '../../src/ledger/job';
import { wayOut } from '../codes';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { readJobs } from './ledger';

/** A job message: a key of the input bucket, and how to read the object. */
export interface JobMessage extends Reading {
  readonly key: string;
  readonly dataset?: string;
  readonly id?: readonly string[];
  readonly format?: string;
  readonly force?: boolean;
}

/** A sent message and the job that it becomes. */
export interface Sent {
  readonly messageId: string;
  /** The message's name in output for people. */
  readonly name: string;
  /** The job's id; missing when the message cannot become a job and will be dead-lettered. */
  readonly job?: string;
}

/**
 * Checks that a user's file can be read, and returns its length in bytes.
 * @throws KitError `NO_FILE` or `FILE_UNREADABLE`
 */
export async function requireFile(file: string): Promise<number> {
  const unreadable = (what: string, fix: string, cause?: unknown) =>
    new KitError('FILE_UNREADABLE', { file, what, fix }, cause);
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw unreadable('is a folder', 'Name one file in it.');
    if (!found.isFile()) throw unreadable('is not a regular file', 'Save its content as a file first.');
    await access(file, constants.R_OK);
    return found.size;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof KitError) throw cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw noFile(file);
    throw unreadable(`cannot be read: ${message}`, 'Check who may read it: `ls -l` shows that.', cause);
  }
}

function noFile(file: string): KitError {
  // No shell expands ~ within quotes, and some shells do not expand it after FILE= either.
  if (!/^~(?=\/)/.test(file)) return new KitError('NO_FILE', { file });
  return new KitError('FILE_NOT_EXPANDED', { file, whole: file.replace('~', os.homedir()) });
}

/**
 * Returns the job that a message requests, as the function will read it. Call before sending anything.
 * @throws KitError with the function's code for a rejected message, such as `MESSAGE_INVALID`
 */
export function requestOf(message: JobMessage): JobRequest {
  const [request] = readMessage(JSON.stringify(message), '', '');
  if (!(request instanceof PermanentFailure)) return request as JobRequest;
  const { code } = request;
  throw new KitError({ code, message: request.message, fix: wayOut(code) });
}

/** Uploads a file to the input bucket. @throws KitError as {@link requireFile} */
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

/** Sends a job message to the jobs queue. */
export async function send(stack: Stack, aws: Clients, message: JobMessage): Promise<Sent> {
  return sendBody(stack, aws, JSON.stringify(message), message.key);
}

/** Sends any body to the jobs queue, as a faulty program might. */
export async function sendBody(stack: Stack, aws: Clients, body: string, name: string): Promise<Sent> {
  const { MessageId: messageId = '' } = await aws.sqs.send(
    new SendMessageCommand({ QueueUrl: stack.jobsQueueUrl, MessageBody: body }),
  );
  return sentAs(stack, aws, body, messageId, name);
}

/**
 * Returns a message sent under an id, with the job that it becomes for the current version of the object.
 * @param originalId the message's id before a redrive, if any
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

/** Whether a message would do nothing, because its job was done already. Call before it is sent. */
export async function doneBefore(stack: Stack, aws: Clients, message: JobMessage): Promise<boolean> {
  if (message.force) return false;
  const { job } = await sentAs(stack, aws, JSON.stringify(message), '', message.key);
  const [found] = job ? await readJobs(stack, aws, [job]) : [];
  return found?.phase === 'done';
}
