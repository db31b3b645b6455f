import { PermanentFailure } from '../errors';

/**
 * Returns an object's key from an S3 event, which form-encodes keys: a space is `+` or, from some emulators, `%20`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws PermanentFailure `KEY_UNDECODABLE`
 */
export function decodeKey(key: unknown): string {
  try {
    // The SDK throws other errors for an empty key and for half of a surrogate pair.
    if (typeof key === 'string' && key !== '' && key.isWellFormed()) {
      return decodeURIComponent(key.replaceAll('+', ' '));
    }
  } catch {
    // Falls through: the key is not form-encoded.
  }
  throw new PermanentFailure('KEY_UNDECODABLE');
}

/**
 * Whether an S3 event reports a created object. Other events need no work. See the page above.
 * @throws PermanentFailure `EVENT_INVALID` when the event has no name
 */
export function isCreated({ eventName }: { readonly eventName?: unknown }): boolean {
  if (typeof eventName === 'string') return eventName.startsWith('ObjectCreated:');
  throw new PermanentFailure('EVENT_INVALID', { problem: 'it has no eventName' });
}

/**
 * Returns the records of an S3 event: S3's own, the same within an SNS notification, or EventBridge's, which is one
 * record. Undefined when the message is not an event. S3's test event has none.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * @throws PermanentFailure `SNS_WITHOUT_EVENT` when SNS sent anything else, such as a subscription to confirm
 */
export function recordsOf(message: unknown): readonly unknown[] | undefined {
  const { Type, Message, Event, Records, source } = Object(message);
  if (typeof Type === 'string' && typeof Message === 'string') {
    const records = Type === 'Notification' ? recordsOf(parsed(Message)) : undefined;
    if (records) return records;
    throw new PermanentFailure('SNS_WITHOUT_EVENT');
  }
  if (Event === 's3:TestEvent') return [];
  if (source === 'aws.s3') return [message];
  return Array.isArray(Records) ? Records : undefined;
}

/**
 * Returns the key of the object that a record of {@link recordsOf} says was created; undefined when it is about
 * something else, or about a folder that the S3 console made, which is an object whose key ends in a slash.
 * EventBridge does not encode keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * @throws PermanentFailure `BUCKET_FOREIGN`, or as {@link decodeKey} and {@link isCreated}
 */
export function createdKey(record: unknown, inputBucket: string): unknown {
  const { source, detail, s3, eventName, 'detail-type': kind } = Object(record);
  const bridged = source === 'aws.s3';
  const { bucket, object } = Object(bridged ? detail : s3);
  if (bucket?.name !== inputBucket) throw new PermanentFailure('BUCKET_FOREIGN');
  if (!(bridged ? kind === 'Object Created' : isCreated({ eventName }))) return undefined;
  const key: unknown = bridged ? (object?.key ?? null) : decodeKey(object?.key);
  return typeof key === 'string' && key.endsWith('/') ? undefined : key;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
