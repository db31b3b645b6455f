import * as v from 'valibot';
import { createdKey, recordsOf } from '../aws/event';
import { PermanentFailure } from '../errors';
import { READING, READING_OPTIONS, readingOf } from '../formats/reading';
import { formatNames, formatOf, formats } from '../formats/registry';
import type { JobRequest } from '../ledger/job';
import { OBJECT_KEY_BYTES } from '../limits';
import { partKey, split } from './part-key';

/** The message attribute in which a redrive keeps the message's original id. */
export const ORIGINAL_ID = 'originalMessageId';

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
  format: v.optional(v.picklist(formatNames)),
  force: v.optional(v.boolean()),
  ...READING,
});

/**
 * Returns the jobs that an SQS message requests: one for a job message, one for each created object of an S3 event. A
 * request that can never be valid is returned as a failure. S3's test event, and events about other things than created
 * objects, request none. A message with a key is a job message, whatever else it holds: extra fields are rejected, not
 * ignored.
 * @param originalId the message's id before a redrive, if any: {@link ORIGINAL_ID}
 */
export function readMessage(
  body: string,
  messageId: string,
  inputBucket: string,
  originalId = messageId,
): (JobRequest | PermanentFailure)[] {
  return orFailure(() => {
    const message = parse(body);
    const records = 'key' in Object(message) ? undefined : recordsOf(message);
    if (!records) return [request(message, messageId, originalId)];
    return records.flatMap((record) =>
      orFailure(() => {
        const key = createdKey(record, inputBucket);
        return key === undefined ? [] : [request({ key }, messageId, originalId)];
      }),
    );
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No cause: the parser's message repeats the text, which must not reach a log.
    throw new PermanentFailure('MESSAGE_NOT_JSON');
  }
}

function orFailure<T>(read: () => T[]): (T | PermanentFailure)[] {
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
    // Valibot's own messages for other issues repeat the input, which must not reach a log.
    const what = issue.expected === 'never' ? 'is not a field of a job' : whatIsWrong(issue);
    const problem = where ? `${where} ${what}` : 'a job looks like {"key": "movies.json"}';
    throw new PermanentFailure('MESSAGE_INVALID', { problem });
  }
  const { key, id, format, force = false } = parsed.output;
  const { stem, extension } = split(key);
  const dataset = parsed.output.dataset ?? stem;
  // The schema checks the fields of a message, but a file may be called `...json`.
  if (/^\.{0,2}$/.test(dataset)) {
    throw new PermanentFailure('MESSAGE_INVALID', { problem: 'dataset is missing and the key gives none' });
  }
  const known = format ?? formatOf(extension);
  if (!known) throw new PermanentFailure('FORMAT_UNKNOWN', { formats: formatNames.join(', ') });
  const { takes } = formats[known];
  const foreign = READING_OPTIONS.find(
    (option) => parsed.output[option] !== undefined && !takes.includes(option),
  );
  if (foreign) {
    const problem = `${foreign} is not an option of ${known}, which has ${takes.join(', ')}`;
    throw new PermanentFailure('MESSAGE_INVALID', { problem });
  }
  const reading = readingOf(parsed.output, takes);
  const part = partKey({ dataset, id: '0'.repeat(16), key }, 1, true);
  // The longest name belongs to the second file of load's rejects report, if there is one.
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
    ...(Object.keys(reading).length > 0 && { reading }),
    messageId,
    ...(force && { forcedBy: originalId }),
  };
}

function whatIsWrong(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined') return 'is missing';
  return issue.kind === 'validation' ? issue.message : `must be ${issue.expected}`;
}

/** Whether a key can safely become part of other keys: no segment may climb. */
function isPlainKey(key: string): boolean {
  if (Buffer.byteLength(key) > OBJECT_KEY_BYTES || /\p{Cc}/u.test(key)) return false;
  return key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
