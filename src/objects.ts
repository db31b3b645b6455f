import { RetryableFailure } from './errors';

/** Which version of an object there is. */
export interface ObjectVersion {
  /** Without quotes. */
  readonly etag: string;
  /** Length in bytes. */
  readonly bytes: number;
}

/** An object as it is read. */
export interface StoredObject extends ObjectVersion {
  /** Read it to its end, or {@link close} it. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** The bytes of an object, all of them. @throws RetryableFailure `BODY_CUT` when S3 sent less than the object holds */
export async function* whole({
  body,
  bytes,
}: Pick<StoredObject, 'body' | 'bytes'>): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of body) {
    received += chunk.length;
    yield chunk;
  }
  if (received !== bytes) throw new RetryableFailure('BODY_CUT', `S3 sent ${received} of ${bytes} bytes`);
}

/** An object that is uploaded but does not exist yet. */
export interface Held {
  /** Makes it exist, in one step. @throws RetryableFailure `UPLOAD_GONE` when it was forgotten, or, on some engines, released before */
  release(): Promise<void>;
  /** Forgets it. */
  abandon(): Promise<void>;
}

/** Named objects. Each object appears whole or not at all. */
export interface ObjectStore {
  stat(key: string): Promise<ObjectVersion | undefined>;
  open(key: string): Promise<StoredObject | undefined>;
  put(key: string, content: string | Uint8Array, contentType: string): Promise<void>;
  /** Uploads an object and keeps it back until it is released. */
  hold(key: string, content: string | Uint8Array, contentType: string): Promise<Held>;
}
