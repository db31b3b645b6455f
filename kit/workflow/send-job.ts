import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { etagOf, type JobMessage, jobBefore, type Sent, send, upload } from './send';

/** A job message that was sent, or that was not needed. */
export interface SentJob {
  readonly sent: Sent;
  /** Whether the job was done before, and is therefore not done again. */
  readonly doneBefore: boolean;
  /** Whether S3's event about the upload starts the job: a stage with `autoRun` needs no message. */
  readonly byEvent: boolean;
}

/**
 * Uploads the file of a message, if one is given, and sends the message.
 * @param file the path of a local file; missing when the object is in the input bucket already
 * @param uploading runs the upload, to show its progress
 * @throws KitError as `upload`
 */
export async function sendJob(
  stack: Stack,
  aws: Clients,
  asked: JobMessage,
  file?: string,
  uploading: (upload: () => Promise<string | undefined>) => Promise<string | undefined> = (go) => go(),
): Promise<SentJob> {
  const began = new Date();
  const { key, force } = asked;
  const etag = file ? await uploading(() => upload(stack, aws, file, key)) : await etagOf(stack, aws, key);
  const job = etag && !force ? await jobBefore(stack, aws, asked, etag, began) : undefined;
  const byEvent = file !== undefined && stack.autoRun && job !== undefined && !job.state;
  const triedBefore = job?.state?.receipt.messageId;
  const sent = byEvent
    ? { messageId: '', name: key, job: job.id }
    : { ...(await send(stack, aws, asked, etag)), ...(triedBefore && { triedBefore }) };
  return { sent, doneBefore: job?.state?.phase === 'done', byEvent };
}
