import { createHash } from 'node:crypto';
import { RetryableFailure } from '../../../src/errors';
import type { ObjectStore, ObjectVersion, StoredObject, Upload } from '../../../src/ports';
import { chunked } from '../bytes';

/** A bucket in memory. It records the order of events, and reads in chunks of any size. */
export class MemoryObjects implements ObjectStore {
  /** Keys in the order in which the objects appeared. An overwrite adds the key again. */
  readonly appeared: string[] = [];
  /** Keys of objects that were opened and not closed. */
  readonly unclosed: string[] = [];
  private readonly objects = new Map<string, Buffer>();
  private readonly uploads = new Map<string, string>();
  private uploaded = 0;

  constructor(private readonly chunkBytes = 64 * 1024) {}

  /** Keys of uploads that are neither released nor abandoned. */
  get unreleased(): string[] {
    return [...this.uploads.values()];
  }

  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  /** Stores bytes as a person would, and returns their ETag. */
  give(key: string, content: Uint8Array | string): string {
    const bytes = Buffer.from(content);
    this.objects.set(key, bytes);
    this.appeared.push(key);
    return etagOf(bytes);
  }

  remove(key: string): void {
    this.objects.delete(key);
  }

  /** Deletes unfinished uploads, as a bucket's lifecycle rule does after a day. */
  forgetUploads(): void {
    this.uploads.clear();
  }

  text(key: string): string {
    const bytes = this.objects.get(key);
    if (!bytes) throw new Error(`no ${key} among ${this.keys.join(', ')}`);
    return bytes.toString('utf8');
  }

  async stat(key: string): Promise<ObjectVersion | undefined> {
    const bytes = this.objects.get(key);
    return bytes && { etag: etagOf(bytes), bytes: bytes.length };
  }

  async open(key: string): Promise<StoredObject | undefined> {
    const bytes = this.objects.get(key);
    if (!bytes) return undefined;
    this.unclosed.push(key);
    let closed = false;
    const close = () => {
      if (!closed) this.unclosed.splice(this.unclosed.indexOf(key), 1);
      closed = true;
    };
    const body = async function* () {
      for await (const chunk of chunked(bytes, size)) {
        if (closed) throw new Error('the object was closed while it was read');
        yield chunk;
      }
    };
    const size = this.chunkBytes;
    return { etag: etagOf(bytes), bytes: bytes.length, body: body(), close };
  }

  async put(key: string, content: string | Uint8Array, _contentType: string): Promise<void> {
    this.give(key, content);
  }

  async upload(key: string, content: string | Uint8Array, contentType: string): Promise<Upload> {
    const token = String(++this.uploaded);
    this.uploads.set(token, key);
    return {
      release: async () => {
        if (!this.uploads.delete(token)) {
          throw new RetryableFailure('UPLOAD_GONE');
        }
        await this.put(key, content, contentType);
      },
      abandon: async () => {
        this.uploads.delete(token);
      },
    };
  }
}

function etagOf(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
