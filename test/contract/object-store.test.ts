import { randomUUID } from 'node:crypto';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { S3Bucket } from '../../src/aws/objects';
import type { ObjectStore } from '../../src/ports';
import { joined } from '../support/bytes';
import { MemoryObjects } from '../support/memory/objects';
import { testStack } from '../support/stack';

const JSON_TYPE = 'application/json';

interface Implementation {
  store: ObjectStore;
  /** Keys of uploads under a prefix that are neither released nor abandoned. */
  unfinished(prefix: string): Promise<string[]>;
}

const implementations: Record<string, () => Promise<Implementation>> = {
  'in memory': async () => {
    const store = new MemoryObjects();
    return { store, unfinished: async (prefix) => store.unreleased.filter((key) => key.startsWith(prefix)) };
  },
  'S3 on the engine': async () => {
    const { csvBucket: Bucket } = await testStack();
    const s3 = new S3Client({ forcePathStyle: true });
    return {
      store: new S3Bucket(Bucket),
      unfinished: async (Prefix) => {
        const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
        return Uploads.flatMap(({ Key = '' }) => (Key.startsWith(Prefix) ? [Key] : []));
      },
    };
  },
};

describe.each(Object.entries(implementations))('An object store %s', (_, make) => {
  let store: ObjectStore;
  let unfinished: Implementation['unfinished'];
  let prefix: string;

  beforeAll(async () => {
    ({ store, unfinished } = await make());
  });
  beforeEach(() => {
    prefix = `contract/${randomUUID()}`;
  });

  const textOf = async (key: string) => {
    const object = await store.open(key);
    return object && (await joined(object.body)).toString('utf8');
  };

  test('does not have an object that was never stored', async () => {
    expect(await store.stat(`${prefix}/none`)).toBeUndefined();
    expect(await store.open(`${prefix}/none`)).toBeUndefined();
  });

  test('returns an object unchanged, with its ETag and its length in bytes', async () => {
    const key = `${prefix}/a.json`;
    await store.put(key, 'é€😀\r\n', JSON_TYPE);
    expect(await textOf(key)).toBe('é€😀\r\n');
    const version = await store.stat(key);
    expect(version).toEqual({ etag: expect.stringMatching(/^[0-9a-f-]+$/), bytes: 11 });
    const object = await store.open(key);
    object?.close();
    expect(object).toMatchObject(version as object);
  });

  test('holds an object of some megabytes', async () => {
    const large = '0123456789abcdef'.repeat(200_000);
    await store.put(`${prefix}/x`, large, JSON_TYPE);
    expect((await textOf(`${prefix}/x`)) === large).toBe(true);
  });

  test.each(['a b+c%.json', 'é/€=&.json', 'a#b?c.json', "a'(b)!*~.json"])(
    'keeps the key %s unchanged',
    async (name) => {
      await store.put(`${prefix}/${name}`, name, JSON_TYPE);
      expect(await textOf(`${prefix}/${name}`)).toBe(name);
    },
  );

  test('gives an overwritten object another ETag, and the same content the same ETag', async () => {
    const etags: (string | undefined)[] = [];
    for (const content of ['1', '2', '1']) {
      await store.put(`${prefix}/x`, content, JSON_TYPE);
      etags.push((await store.stat(`${prefix}/x`))?.etag);
    }
    expect(etags[0]).not.toBe(etags[1]);
    expect(etags[0]).toBe(etags[2]);
  });

  test('lets an opened object be closed unread or partly read, more than once', async () => {
    await store.put(`${prefix}/x`, 'x'.repeat(1_000_000), JSON_TYPE);
    const unread = await store.open(`${prefix}/x`);
    unread?.close();
    unread?.close();
    const partly = await store.open(`${prefix}/x`);
    for await (const _ of partly?.body ?? []) break;
    partly?.close();
    expect(await textOf(`${prefix}/x`)).toHaveLength(1_000_000);
  });

  test('hides an uploaded object until it is released', async () => {
    const upload = await store.upload(`${prefix}/x.csv`, 'é', 'text/csv');
    expect(await store.stat(`${prefix}/x.csv`)).toBeUndefined();
    expect(await unfinished(prefix)).toEqual([`${prefix}/x.csv`]);
    await upload.release();
    expect(await textOf(`${prefix}/x.csv`)).toBe('é');
    expect(await unfinished(prefix)).toEqual([]);
  });

  test('reports that a deleted upload is gone', async () => {
    const upload = await store.upload(`${prefix}/x.csv`, 'x', 'text/csv');
    await upload.abandon();
    const gone = expect.objectContaining({ name: 'RetryableFailure', code: 'UPLOAD_GONE' });
    await expect(upload.release()).rejects.toEqual(gone);
  });

  test('holds bytes that are not text', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    await store.put(`${prefix}/bytes`, bytes, 'application/octet-stream');
    const object = await store.open(`${prefix}/bytes`);
    expect(object && new Uint8Array(await joined(object.body))).toEqual(bytes);
  });

  test('overwrites an object in one step when an upload is released', async () => {
    await store.put(`${prefix}/x`, 'old', JSON_TYPE);
    const upload = await store.upload(`${prefix}/x`, 'new', JSON_TYPE);
    expect(await textOf(`${prefix}/x`)).toBe('old');
    await upload.release();
    expect(await textOf(`${prefix}/x`)).toBe('new');
  });

  test('deletes an upload that is abandoned', async () => {
    const upload = await store.upload(`${prefix}/x`, 'x', JSON_TYPE);
    await upload.abandon();
    expect(await store.stat(`${prefix}/x`)).toBeUndefined();
    expect(await unfinished(prefix)).toEqual([]);
  });

  test('gives the same content the same ETag in every upload', async () => {
    const etags: (string | undefined)[] = [];
    for (let i = 0; i < 2; i++) {
      await (await store.upload(`${prefix}/x`, 'x', JSON_TYPE)).release();
      etags.push((await store.stat(`${prefix}/x`))?.etag);
    }
    expect(etags[0]).toBe(etags[1]);
  });
});
