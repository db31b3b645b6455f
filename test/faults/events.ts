import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { metadataKey, writeMetadata } from '../../src/csvw/metadata';
import { partKey } from '../../src/extract/part-key';
import { type Catalogue, catalogue } from '../support/catalogue/catalogue';
import { s3Event } from '../support/catalogue/events';
import { uniqueName } from '../support/stack';
import { bySourceRow, fields, jobOf } from '../support/workflow';

/** Calls load with an event that names objects of the csv bucket, with their current ETags or `etag`. */
async function loadEvent(flow: Catalogue, objects: { key: string; etag?: string }[], type?: 'Event') {
  const named = objects.map(async ({ key, etag }) => ({
    key: encodeURIComponent(key).replaceAll('%2F', '/'),
    etag: etag ?? (await flow.etag(key)),
  }));
  return flow.call(
    flow.stack.loadFunction,
    s3Event(flow.stack.csvBucket, ...(await Promise.all(named))),
    type,
  );
}

/** Metadata of a part with one column `id` of numbers. */
function metadata(name: string, rows: [number, number][]): string {
  const note = {
    job: `broken-${name}`,
    part: 1,
    dataset: 'broken',
    source: 'broken.json',
    id: [],
  };
  const columns = [{ titles: 'id', datatype: 'number' as const, null: [] }];
  return writeMetadata('a.csv', { columns, note: { ...note, rows, superseded: [] } });
}

test.concurrent('#17 the same S3 event twice leaves the table unchanged (recorded event)', async () => {
  const flow = await catalogue;
  const rows = Array.from({ length: 60 }, (_, id) => ({ id: id % 40, at: id }));
  const { sent, dataset, key } = await flow.sendFile({ name: 'a.json', body: JSON.stringify(rows) });
  const { receipt } = jobOf(await flow.settled([sent]), sent);
  const part = partKey(receipt, 1, false);
  const table = async () => bySourceRow(await flow.rows(dataset));
  const partReceipt = () =>
    flow.watch.until('a look', ({ jobs }) => jobs.find((job) => job.receipt.key === key));
  const [before, loaded] = [await table(), await partReceipt()];
  expect(before.map(fields)).toEqual(rows.slice(20));

  expect(await loadEvent(flow, [{ key: part }])).toMatchObject({ failed: false });
  expect(await table()).toEqual(before);
  expect(await partReceipt()).toEqual(loaded);

  // The result is the same when the first invocation was killed between its last write and its receipt.
  await flow.aws.dynamo.send(
    new DeleteCommand({ TableName: flow.stack.ledgerTable, Key: { pk: receipt.id, sk: 'part-00001' } }),
  );
  const both = await Promise.all([loadEvent(flow, [{ key: part }]), loadEvent(flow, [{ key: part }])]);
  expect(both.map(({ failed }) => failed)).toEqual([false, false]);
  expect(await table()).toEqual(before);
  expect(await partReceipt()).toMatchObject({ phase: 'done', rows: 60, accepted: 40, superseded: 20 });
});

test.concurrent('#18 a stale S3 event after an overwrite is skipped and logged (recorded event)', async () => {
  const flow = await catalogue;
  const { key } = await flow.drop('id,v\n1,old\n2,old\n');
  const old = await flow.etag(key);
  await flow.put(key, 'id,v\n1,new\n', flow.stack.csvBucket);
  const { receipt } = await flow.watch.until('the new version', ({ jobs }) =>
    jobs.find((job) => job.receipt.key === key && job.receipt.etag !== old && job.phase === 'done'),
  );
  const table = async () => bySourceRow(await flow.rows(key.replace(/\.csv$/, '')));
  const before = await table();
  expect(before.map(fields)).toEqual([
    { id: '1', v: 'new' },
    { id: '2', v: 'old' },
  ]);
  expect(await loadEvent(flow, [{ key, etag: old }])).toMatchObject({ failed: false });
  expect(await table()).toEqual(before);
  expect(before[0]).toMatchObject({ _job: receipt.id });
  await flow.watch.until('the log', async () =>
    (await flow.logLines(flow.stack.loadFunction)).find(
      (line) => line.includes('stale event skipped') && line.includes(key),
    ),
  );
});

test.concurrent('#19 when one of several S3 records in an event is bad, the good ones are loaded, the invocation fails, and a replay is harmless (recorded event)', async () => {
  const flow = await catalogue;
  // Their names do not end in `.csv`, so that no event of the bucket loads them.
  const folder = uniqueName('several');
  const [first, bad, last] = ['1', '2', '3'].map((n) => `${folder}-${n}.CSV`) as [string, string, string];
  await flow.put(first, 'id\na\n', flow.stack.csvBucket);
  await flow.put(last, 'id\nc\n', flow.stack.csvBucket);
  const event = [{ key: first }, { key: bad, etag: 'd41d8cd98f00b204e9800998ecf8427e' }, { key: last }];
  const done = () =>
    flow.watch.until('a look', ({ jobs }) =>
      jobs.filter(({ receipt, phase }) => receipt.key.startsWith(folder) && phase === 'done'),
    );

  expect(await loadEvent(flow, event)).toMatchObject({ failed: true });
  const loaded = await done();
  expect(loaded.map(({ receipt }) => receipt.key).sort()).toEqual([first, last]);
  for (const job of loaded) expect(job).toMatchObject({ rows: 1, accepted: 1 });

  // The replay has its own three attempts, and then the event is kept.
  await loadEvent(flow, event, 'Event');
  const { queue, body } = await flow.letter(folder, ({ csvKeys }) => csvKeys.includes(bad));
  expect(queue).toBe('load-failed');
  expect(JSON.parse(body)).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  });
  expect(await done()).toEqual(loaded);
  expect((await flow.rows(first)).map(fields)).toEqual([{ id: 'a' }]);
  expect((await flow.rows(last)).map(fields)).toEqual([{ id: 'c' }]);
});

test.concurrent('#20 when load fails in every attempt, the event is in the load-failed queue', async () => {
  const flow = await catalogue;
  const cases = {
    'metadata that is not JSON': ['{', 'id\n1\n', /not JSON/],
    'metadata of something else': ['{"tableSchema":{}}', 'id\n1\n', /tableSchema/],
    'a CSV that has more rows than its metadata': [
      metadata('more', [[1, 1]]),
      'id\r\n1\r\n2\r\n',
      /more rows/,
    ],
    'a CSV that has fewer rows': [metadata('fewer', [[1, 3]]), 'id\r\n1\r\n', /fewer rows/],
    'a CSV with another header': [metadata('other', [[1, 1]]), 'no\r\n1\r\n', /header differs/],
  } as const;
  const letters = Object.values(cases).map(async ([metadata, csv, said]) => {
    const key = `${uniqueName('broken')}.csv`;
    await flow.put(metadataKey(key), metadata, flow.stack.csvBucket);
    await flow.put(key, csv, flow.stack.csvBucket);
    const letter = await flow.letter(key, ({ csvKeys }) => csvKeys.includes(key));
    expect(letter).toMatchObject({ queue: 'load-failed', reason: expect.stringMatching(said) });
    expect(JSON.parse(letter.body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { Records: [{ s3: { bucket: { name: flow.stack.csvBucket } } }] },
    });
  });
  await Promise.all(letters);
  const { jobs } = await flow.watch.until('a look', (snapshot) => snapshot);
  expect(jobs.filter(({ receipt }) => /^broken/.test(receipt.key) || /^broken/.test(receipt.id))).toEqual([]);
});

test.concurrent('#39 writing a rejects report or CSVW metadata starts no function', async () => {
  const flow = await catalogue;
  const { sent, dataset } = await flow.sendFile({ name: 'a.ndjson', body: '{"id":1}\nx\n' });
  const { receipt } = jobOf(await flow.settled([sent]), sent);
  const part = partKey(receipt, 1, false);
  const report = `rejects/${dataset}/${receipt.id}/a.ndjson`;
  expect(await flow.left(dataset)).toEqual(expect.arrayContaining([report, metadataKey(part)]));
  // Written by hand, because nothing else writes there.
  const folder = uniqueName('quiet');
  const byHand = [`rejects/${folder}/a.ndjson`, `${folder}/a.csv-metadata.json`, `${folder}/a.CSV`];
  for (const key of byHand) await flow.put(key, 'id\n1\n', flow.stack.csvBucket);

  // When this later CSV is loaded, the events of the earlier objects would have arrived as well.
  const marker = await flow.drop('id\n1\n', `${folder}/marker.csv`);
  const said = await flow.watch.until('the log of the marker', async () => {
    const lines = await flow.logLines(flow.stack.loadFunction);
    const names = (key: string) => lines.some((line) => line.includes(key));
    return names(marker.key) && names(part) ? lines : undefined;
  });
  for (const key of [report, metadataKey(part), ...byHand]) {
    expect(said.filter((line) => line.includes(key))).toEqual([]);
  }
  const { deadLetters, jobs } = await flow.watch.until('a look', (snapshot) => snapshot);
  expect(deadLetters.filter(({ body }) => body.includes(folder) || body.includes(dataset))).toEqual([]);
  const keys = jobs.map((job) => job.receipt.key).filter((key) => key.includes(folder));
  expect(keys).toEqual([marker.key]);
});
