import { GetObjectCommand, NoSuchKey, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';

export interface Listed {
  readonly key: string;
  readonly bytes: number;
}

/** Lists the objects of a bucket, by key. */
export async function listObjects({ s3 }: Clients, Bucket: string, Prefix = ''): Promise<Listed[]> {
  const listed: Listed[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    for (const { Key = '', Size = 0 } of Contents) listed.push({ key: Key, bytes: Size });
  }
  return listed;
}

/** Returns an object's text. @throws KitError `NO_OBJECT` */
export async function readObject(aws: Clients, bucket: string, key: string): Promise<string> {
  return Buffer.from(await readBytes(aws, bucket, key)).toString();
}

/** Returns an object's bytes. @throws KitError `NO_OBJECT` */
export async function readBytes({ s3 }: Clients, Bucket: string, Key: string): Promise<Uint8Array> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (cause) {
    if (!(cause instanceof NoSuchKey)) throw cause;
    throw new KitError('NO_OBJECT', { bucket: Bucket, key: Key }, cause);
  }
}
