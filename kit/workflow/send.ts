import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import os from 'node:os';
import { HeadObjectCommand, NotFound, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PermanentFailure } from '../../src/errors';
import { readMessage } from '../../src/extract/job-message';
import type { Reading } from '../../src/formats/reading';
import { type JobRequest, jobOf } from '../../src/ledger/job';
import { wayOut } from '../codes';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { type JobState, readJobs } from './ledger';

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
  /** The message that last tried the job before this one was sent, if any. */
  readonly triedBefore?: string;
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

/** Uploads a file to the input bucket, and returns its ETag. @throws KitError as {@link requireFile} */
export async function upload(
  stack: Stack,
  { s3 }: Clients,
  file: string,
  key: string,
): Promise<string | undefined> {
  const bytes = await requireFile(file);
  const { ETag } = await s3.send(
    new PutObjectCommand({
      Bucket: stack.inputBucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: bytes,
    }),
  );
  return plain(ETag);
}

/** Returns the ETag of an object of the input bucket; undefined when the object does not exist. */
export async function etagOf(stack: Stack, { s3 }: Clients, key: string): Promise<string | undefined> {
  try {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: stack.inputBucket, Key: key }));
    return plain(ETag);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

function plain(etag: string | undefined): string | undefined {
  return etag?.replaceAll('"', '');
}

/** Sends a job message to the jobs queue. @param etag the object's version, when it is known */
export async function send(stack: Stack, aws: Clients, message: JobMessage, etag?: string): Promise<Sent> {
  return sendBody(stack, aws, JSON.stringify(message), message.key, etag);
}

/** Sends any body to the jobs queue, as a faulty program might. */
export async function sendBody(
  stack: Stack,
  aws: Clients,
  body: string,
  name: string,
  etag?: string,
): Promise<Sent> {
  const { MessageId: messageId = '' } = await aws.sqs.send(
    new SendMessageCommand({ QueueUrl: stack.jobsQueueUrl, MessageBody: body }),
  );
  return sentAs(stack, aws, body, { messageId, name, etag });
}

/**
 * Returns a message sent under an id, with the job that it becomes for the current version of the object.
 * @param originalId the message's id before a redrive, if any
 */
export async function sentAs(
  stack: Stack,
  aws: Clients,
  body: string,
  sent: { messageId: string; name: string; originalId?: string; etag?: string | undefined },
): Promise<Sent> {
  const { messageId, name, originalId } = sent;
  try {
    const [request] = readMessage(body, messageId, stack.inputBucket, originalId);
    if (!request || request instanceof PermanentFailure) return { messageId, name };
    const etag = sent.etag ?? (await etagOf(stack, aws, request.key));
    return { messageId, name, ...(etag && { job: jobOf(request, etag, stack.pipelineVersion).id }) };
  } catch {
    return { messageId, name };
  }
}

/** Returns the id of the job that an unforced message becomes, and the state of that job if it began before a time. */
export async function jobBefore(
  stack: Stack,
  aws: Clients,
  { force, ...message }: JobMessage,
  etag: string,
  time: Date,
): Promise<{ readonly id: string; readonly state?: JobState }> {
  const { id } = jobOf(requestOf(message), etag, stack.pipelineVersion);
  const [state] = await readJobs(stack, aws, [id]);
  return { id, ...(state && state.receipt.startedAt < time.toISOString() && { state }) };
}

/**
 * Whether a stage with `autoRun` makes another job of the message's object by itself: events have no options. Then the
 * rows would be stored twice, the second time under other keys.
 */
export function isSecondJob(stack: Stack, { force, ...message }: JobMessage): boolean {
  const [own] = readMessage(JSON.stringify({ key: message.key }), '', '');
  if (!stack.autoRun) return false;
  return !own || own instanceof PermanentFailure || jobOf(own, '').id !== jobOf(requestOf(message), '').id;
}
