import { posix } from 'node:path';
import type { S3Event, S3EventRecord } from 'aws-lambda';
import * as v from 'valibot';
import { decodeKey, isCreated } from '../aws/event';
import { PermanentFailure } from '../errors';
import type { Format, JobRequest } from '../ledger/job';
import { partSortKey } from '../ledger/receipt';
import { OBJECT_KEY_BYTES } from '../limits';

/** The message attribute in which a redrive keeps the id under which a message was first sent. */
export const ORIGINAL_ID = 'originalMessageId';

const FORMATS = ['json', 'ndjson', 'csv', 'tsv'] as const satisfies Format[];
const BY_EXTENSION: Record<string, Format> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.tsv': 'tsv',
};

const Text = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed(), 'must not have half of a surrogate pair'),
);
const Column = v.pipe(Text, v.nonEmpty('must not be empty'));
const Message = v.strictObject({
  key: v.pipe(
    Text,
    v.check(isPlainKey, 'must be a key inside the input bucket, without . or .. or empty segments'),
  ),
  dataset: v.optional(
    v.pipe(
      Text,
      v.regex(
        /^(?!\.\.?$)[^/\p{Cc}]{1,128}$/u,
        'must be 1 to 128 characters without / or control characters',
      ),
    ),
  ),
  id: v.optional(v.pipe(v.array(Column), v.minLength(1, 'must name a column'))),
  format: v.optional(v.picklist(FORMATS)),
  force: v.optional(v.boolean()),
});

/**
 * Returns the jobs that an SQS message asks for: one for a job message, one for each created object of an S3 event
 * notification. S3's test event, and an event about objects that were not created, ask for none.
 * @param originalId the message's id before it was redriven, where it was: {@link ORIGINAL_ID}
 * @throws PermanentFailure when any of the message can never be understood
 */
export function readMessage(
  body: string,
  messageId: string,
  inputBucket: string,
  originalId?: string,
): JobRequest[] {
  return readRecords(body, messageId, inputBucket, originalId).map((read) => {
    if (read instanceof PermanentFailure) throw read;
    return read;
  });
}

/** Returns the same record by record: a failure in the place of each that can never be understood. */
export function readRecords(
  body: string,
  messageId: string,
  inputBucket: string,
  originalId = messageId,
): (JobRequest | PermanentFailure)[] {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    // Without its cause: the parser's own message repeats the text, which does not belong in a log.
    return [new PermanentFailure('MESSAGE_NOT_JSON')];
  }
  if (isS3TestEvent(message)) return [];
  if (!isS3Event(message)) return understood(() => [request(message, messageId, originalId)]);
  return message.Records.flatMap((record: Partial<S3EventRecord> | null) =>
    understood(() => {
      if (record?.s3?.bucket?.name !== inputBucket) throw new PermanentFailure('BUCKET_FOREIGN');
      if (!isCreated(record)) return [];
      return [request({ key: decodeKey(record.s3.object?.key) }, messageId, originalId)];
    }),
  );
}

function understood(read: () => JobRequest[]): (JobRequest | PermanentFailure)[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof PermanentFailure) return [error];
    throw error;
  }
}

function request(message: unknown, messageId: string, originalId: string): JobRequest {
  const parsed = v.safeParse(Message, message);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue);
    // Valibot's own wording of other issues repeats the input, which does not belong in a log.
    const what = issue.expected === 'never' ? 'is not a field of a job' : whatIsWrong(issue);
    const problem = where ? `${where} ${what}` : 'a job looks like {"key": "movies.json"}';
    throw new PermanentFailure('MESSAGE_INVALID', { problem });
  }
  const { key, id, format, force = false } = parsed.output;
  const { stem, extension } = split(key);
  const dataset = parsed.output.dataset ?? stem;
  // A field of a message is checked by its schema; a file may still be called `...json`.
  if (/^\.{0,2}$/.test(dataset)) {
    throw new PermanentFailure('MESSAGE_INVALID', { problem: 'dataset is missing and the key gives none' });
  }
  const known = format ?? BY_EXTENSION[extension];
  if (!known) throw new PermanentFailure('FORMAT_UNKNOWN', { formats: FORMATS.join(', ') });
  const part = partKey({ dataset, id: '0'.repeat(16), key }, 1, true);
  // The longest name is that of load's rejects report, should it go on in a second file.
  const longest = `rejects/${part.replace(/\.csv$/, '.load.00002.ndjson')}`;
  const bytes = Buffer.byteLength(longest);
  if (bytes > OBJECT_KEY_BYTES) {
    throw new PermanentFailure('FILE_NAME_TOO_LONG', { bytes, most: OBJECT_KEY_BYTES });
  }
  return {
    key,
    dataset,
    format: known,
    ...(id && { idColumns: id }),
    messageId,
    ...(force && { forcedBy: originalId }),
  };
}

function whatIsWrong(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined') return 'is missing';
  return issue.kind === 'validation' ? issue.message : `must be ${issue.expected}`;
}

/** A key's file name without its extensions, and the extension that tells the format. */
export function split(key: string): { stem: string; extension: string } {
  const name = posix.basename(key).replace(/\.gz$/i, '');
  const extension = posix.extname(name);
  return { stem: posix.basename(name, extension), extension: extension.toLowerCase() };
}

/** The key of a part: `movies.csv` when it is the only one, else `movies.part-00001.csv` and so on. */
export function partKey(
  { dataset, id, key }: { dataset: string; id: string; key: string },
  part: number,
  several: boolean,
): string {
  const number = several ? `.${partSortKey(part)}` : '';
  return `${dataset}/${id}/${split(key).stem}${number}.csv`;
}

/** Keys become parts of other keys, so nothing in one may climb. */
function isPlainKey(key: string): boolean {
  if (Buffer.byteLength(key) > OBJECT_KEY_BYTES || /\p{Cc}/u.test(key)) return false;
  return key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function isS3Event(message: unknown): message is S3Event {
  return isNoJob(message) && 'Records' in message && Array.isArray(message.Records);
}

function isS3TestEvent(message: unknown): boolean {
  return isNoJob(message) && 'Event' in message && message.Event === 's3:TestEvent';
}

/** A message with a key asks for a job, whatever else it holds: that is refused, not passed over. */
function isNoJob(message: unknown): message is object {
  return typeof message === 'object' && message !== null && !('key' in message);
}
