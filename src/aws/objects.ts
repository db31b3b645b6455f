import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { RetryableFailure } from '../errors';
import type { ObjectStore, ObjectVersion, StoredObject, Upload } from '../ports';
import { connection, STALLED_MS } from './connection';

/**
 * The checksum algorithm of every upload. S3 rejects a part with another algorithm than its upload's, and completes an
 * upload only with each part's checksum. The SDK adds a checksum to a part by default, and to the other two calls only
 * when asked. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
const ChecksumAlgorithm = 'CRC32';

/** An S3 bucket. */
export class S3Bucket implements ObjectStore {
  constructor(
    private readonly bucket: string,
    private readonly s3 = new S3Client({
      ...connection,
      forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    }),
    private readonly stalledMs = STALLED_MS,
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
      const body = answer.Body as Readable | undefined;
      if (!body) throw new RetryableFailure('OBJECT_WITHOUT_BODY');
      // The reader gets the error. Until it reads, an error without a listener would end the process.
      body.on('error', () => {});
      return { ...version(answer), body: unstalled(body, this.stalledMs), close: () => body.destroy() };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async put(key: string, content: string | Uint8Array, contentType: string): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: content, ContentType: contentType }),
    );
  }

  async upload(key: string, content: string | Uint8Array, contentType: string): Promise<Upload> {
    const object = { Bucket: this.bucket, Key: key };
    const { UploadId } = await this.s3.send(
      new CreateMultipartUploadCommand({ ...object, ContentType: contentType, ChecksumAlgorithm }),
    );
    try {
      const part = { ...object, UploadId, PartNumber: 1, Body: content, ChecksumAlgorithm } as const;
      const { ETag, ChecksumCRC32 } = await this.s3.send(new UploadPartCommand(part));
      return this.uploaded({ ...object, UploadId }, { PartNumber: 1, ETag, ChecksumCRC32 });
    } catch (error) {
      // If this fails, the bucket's lifecycle rule deletes the upload.
      await this.s3.send(new AbortMultipartUploadCommand({ ...object, UploadId })).catch(() => {});
      throw error;
    }
  }

  private uploaded(
    upload: { Bucket: string; Key: string; UploadId: string | undefined },
    part: CompletedPart,
  ): Upload {
    return {
      release: async () => {
        const MultipartUpload = { Parts: [part] };
        try {
          await this.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
        } catch (error) {
          if ((error as Error).name !== 'NoSuchUpload') throw error;
          throw new RetryableFailure('UPLOAD_GONE', {}, error);
        }
      },
      abandon: async () => {
        await this.s3.send(new AbortMultipartUploadCommand(upload));
      },
    };
  }
}

/**
 * Yields the same bytes. Throws when S3 sends nothing for a while; time in which the consumer does not read does not
 * count.
 */
async function* unstalled(body: Readable, stalledMs: number): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  const stalled = () => body.destroy(new RetryableFailure('BODY_STALLED', { ms: stalledMs }));
  try {
    for (;;) {
      const timer = setTimeout(stalled, stalledMs);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}

function version({ ETag, ContentLength }: HeadObjectCommandOutput): ObjectVersion {
  if (ETag === undefined || ContentLength === undefined) {
    throw new RetryableFailure('OBJECT_WITHOUT_ETAG');
  }
  return { etag: ETag.replaceAll('"', ''), bytes: ContentLength };
}
