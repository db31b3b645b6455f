import { RetryableFailure } from './errors';
import type { StoredObject } from './ports';

/** Reads all bytes of an object. @throws RetryableFailure `BODY_CUT` when S3 sent less than the object holds */
export async function* whole({
  body,
  bytes,
}: Pick<StoredObject, 'body' | 'bytes'>): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of body) {
    received += chunk.length;
    yield chunk;
  }
  if (received !== bytes) throw new RetryableFailure('BODY_CUT', { received, bytes });
}
