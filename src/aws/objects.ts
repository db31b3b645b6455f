import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { RetryableFailure } from '../errors';
import type { Held, ObjectStore, ObjectVersion, StoredObject } from '../objects';

/** One bucket of S3. */
export class S3Bucket implements ObjectStore {
  constructor(
    private readonly bucket: string,
    private readonly s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined }),
  ) {}

  async stat(key: string): Promise<ObjectVersion | undefined> {
    try {
      return version(await this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key })));
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  async open(key: string): Promise<StoredObject | undefined> {
    try {
      const answer = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      const body = answer.Body as (AsyncIterable<Uint8Array> & { destroy(): void }) | undefined;
      if (!body) throw new RetryableFailure('OBJECT_WITHOUT_BODY', 'S3 answered without a body');
      return { ...version(answer), body, close: () => body.destroy() };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async put(key: string, content: string, contentType: string): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: content, ContentType: contentType }),
    );
  }

  async hold(key: string, content: string, contentType: string): Promise<Held> {
    const object = { Bucket: this.bucket, Key: key };
    const { UploadId } = await this.s3.send(
      new CreateMultipartUploadCommand({ ...object, ContentType: contentType }),
    );
    const upload = { ...object, UploadId };
    const abandon = async () => {
      await this.s3.send(new AbortMultipartUploadCommand(upload));
    };
    let ETag: string | undefined;
    try {
      ({ ETag } = await this.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: content })));
    } catch (error) {
      await abandon().catch(() => {}); // The bucket's lifecycle forgets it, too.
      throw error;
    }
    return {
      abandon,
      release: async () => {
        const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
        await this.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
      },
    };
  }
}

function version({
  ETag,
  ContentLength,
}: {
  ETag?: string | undefined;
  ContentLength?: number | undefined;
}): ObjectVersion {
  if (ETag === undefined || ContentLength === undefined) {
    throw new RetryableFailure('OBJECT_WITHOUT_ETAG', 'S3 answered without an ETag or a length');
  }
  return { etag: ETag.replaceAll('"', ''), bytes: ContentLength };
}
