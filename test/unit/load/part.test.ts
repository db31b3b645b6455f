import { METADATA_BYTES } from '../../../src/limits';
import { Workflow } from '../../support/job';

const failure = (name: string, code: string) => expect.objectContaining({ name, code });
const KEY = /\.csv$/;

/** A job of three rows in one part, extracted and not loaded. */
async function extracted() {
  const flow = new Workflow(16);
  await flow.extract('m.json', '[{"id":1,"n":5},{"id":2,"n":6},{"id":3,"n":7}]');
  const key = flow.csv.keys.find((name) => KEY.test(name)) as string;
  return { flow, key };
}

describe('A part', () => {
  test('is loaded with its types, its job and its row numbers, and leaves a receipt', async () => {
    const { flow, key } = await extracted();
    const loaded = await flow.load(key);
    expect(loaded).toMatchObject({
      outcome: 'loaded',
      counts: { rows: 3, accepted: 3, rejected: 0, superseded: 0, filtered: 0 },
    });
    const job = key.split('/')[1] as string;
    expect(flow.records.items.get('m#2')).toEqual({ pk: 'm#2', id: 2, n: 6, _job: job, _row: 2 });
    expect(await flow.ledger.part(job, 1)).toMatchObject({ rows: 3, accepted: 3, key });
    expect(flow.csv.unclosed.filter((name) => KEY.test(name))).toEqual([]);
  });

  test.each([
    ['texts', '[{"a":""},{"a":"x"},{"a":""}]', [{ a: '' }, { a: 'x' }, { a: '' }]],
    ['a text that is null', '[{"a":""},{"a":null}]', [{ a: '' }, { a: null }]],
    ['names that begin like another kind of file', '[{"%PDF-":""}]', [{ '%PDF-': '' }]],
    ['names like the sep= line of Excel', '[{"sep=;":"a"}]', [{ 'sep=;': 'a' }]],
  ])('of one column keeps every row: %s', async (_what, json, rows) => {
    const flow = new Workflow(16);
    await flow.extract('m.json', json);
    await flow.loadAll();
    expect(flow.records.rows).toEqual(rows);
  });

  test('that was loaded is skipped when its event is repeated', async () => {
    const { flow, key } = await extracted();
    await flow.load(key);
    flow.records.items.clear();
    expect(await flow.load(key)).toMatchObject({ outcome: 'done' });
    expect(flow.records.items.size).toBe(0);
  });

  test('that was overwritten since its event is skipped: the overwrite has its own event', async () => {
    const { flow, key } = await extracted();
    expect(await flow.load(key, 'an-older-etag')).toEqual({ outcome: 'stale' });
    expect(flow.records.items.size).toBe(0);
    expect(flow.csv.unclosed).toEqual([]);
  });

  test('that is missing is tried again', async () => {
    await expect(new Workflow().load('d/j/m.csv')).rejects.toEqual(
      failure('RetryableFailure', 'CSV_MISSING'),
    );
  });

  test('leaves no receipt when the table is throttled', async () => {
    const { flow, key } = await extracted();
    flow.records.throttled = true;
    await expect(flow.load(key)).rejects.toEqual(failure('RetryableFailure', 'TABLE_THROTTLED'));
    expect(await flow.ledger.part(key.split('/')[1] as string, 1)).toBeUndefined();
    flow.records.throttled = false;
    expect(await flow.load(key)).toMatchObject({ outcome: 'loaded' });
  });
});

describe('A part with foreign metadata', () => {
  test('is refused before reading when the metadata is too large', async () => {
    const { flow, key } = await extracted();
    flow.csv.give(`${key}-metadata.json`, Buffer.alloc(METADATA_BYTES + 1, 0x20));
    await expect(flow.load(key)).rejects.toEqual(failure('PermanentFailure', 'METADATA_TOO_LARGE'));
    expect(flow.csv.unclosed).toEqual([]);
  });

  test('is retried when S3 sent the metadata only in part', async () => {
    const { flow, key } = await extracted();
    const open = flow.csv.open.bind(flow.csv);
    flow.csv.open = async (name) => {
      const object = await open(name);
      return object && { ...object, bytes: object.bytes + (name.endsWith('.json') ? 1 : 0) };
    };
    await expect(flow.load(key)).rejects.toEqual(failure('RetryableFailure', 'BODY_CUT'));
  });
});

describe('A part that was edited', () => {
  test.each([
    ['with another header', 'id,m\r\n1,5\r\n2,6\r\n3,7\r\n', 'its header differs'],
    ['with another column', 'id,n,x\r\n1,5,\r\n2,6,\r\n3,7,\r\n', 'its header differs'],
    ['with fewer rows', 'id,n\r\n1,5\r\n2,6\r\n', 'it has fewer rows'],
    ['with more rows', 'id,n\r\n1,5\r\n2,6\r\n3,7\r\n4,8\r\n', 'it has more rows'],
    ['that is empty', '', 'it has fewer rows'],
    ['with a text for a number', 'id,n\r\n1,5\r\n2,secret\r\n3,7\r\n', 'row 2 has a cell'],
  ])('%s is refused, and says how', async (_, csv, how) => {
    const { flow, key } = await extracted();
    flow.csv.give(key, csv);
    await expect(flow.load(key)).rejects.toEqual(failure('PermanentFailure', 'CSV_UNLIKE_METADATA'));
    await expect(flow.load(key)).rejects.toThrow(how);
    expect(flow.csv.unclosed.filter((name) => KEY.test(name))).toEqual([]);
  });

  test('and has unpaired quotes is refused', async () => {
    const { flow, key } = await extracted();
    flow.csv.give(key, 'id,n\r\n1,5\r\n2,"6\r\n3,7\r\n');
    await expect(flow.load(key)).rejects.toEqual(failure('PermanentFailure', 'CSV_QUOTE_NOT_CLOSED'));
  });

  test('and has a short row is loaded without that row', async () => {
    const { flow, key } = await extracted();
    flow.csv.give(key, 'id,n\r\n1,5\r\n2\r\n3,7\r\n');
    expect(await flow.load(key)).toMatchObject({
      counts: { rows: 3, accepted: 2, rejected: 1, superseded: 0, filtered: 0 },
    });
    expect(flow.rejects).toMatchObject([{ row: 2, code: 'ROW_SHORT' }]);
  });

  test('and has an enormous row range in its metadata is still loaded', async () => {
    const { flow, key } = await extracted();
    const metadata = JSON.parse(flow.csv.text(`${key}-metadata.json`));
    const many = Number.MAX_SAFE_INTEGER;
    metadata.notes[0].rows = [
      [1, 2],
      [many, many],
    ];
    metadata.notes[0].superseded = [[2, many - 1]];
    flow.csv.give(`${key}-metadata.json`, JSON.stringify(metadata));
    expect(await flow.load(key)).toMatchObject({
      counts: { rows: 3, accepted: 2, superseded: 1, filtered: 0 },
    });
  });

  test('and has broken metadata is refused', async () => {
    const { flow, key } = await extracted();
    flow.csv.give(`${key}-metadata.json`, '{}');
    await expect(flow.load(key)).rejects.toEqual(failure('PermanentFailure', 'METADATA_INVALID'));
  });
});
