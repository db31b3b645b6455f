import { PermanentFailure } from '../errors';

/**
 * An object's key out of an S3 event, where it is form-encoded: a space comes as `+` or, from some emulators, `%20`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws PermanentFailure `KEY_UNDECODABLE`
 */
export function decodeKey(key: unknown): string {
  try {
    // The SDK has errors of its own for the empty key, and for half of a surrogate pair.
    if (typeof key === 'string' && key !== '' && key.isWellFormed()) {
      return decodeURIComponent(key.replaceAll('+', ' '));
    }
  } catch {
    // Falls through: it is not form-encoded.
  }
  throw new PermanentFailure('KEY_UNDECODABLE');
}

/**
 * Whether an event of S3 is about an object that was created; of others, there is nothing to do. Same page.
 * @throws PermanentFailure `EVENT_INVALID` when it does not say what happened
 */
export function isCreated({ eventName }: { readonly eventName?: unknown }): boolean {
  if (typeof eventName === 'string') return eventName.startsWith('ObjectCreated:');
  throw new PermanentFailure('EVENT_INVALID', { problem: 'it has no eventName' });
}
