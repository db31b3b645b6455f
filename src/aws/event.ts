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
