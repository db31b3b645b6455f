import { COLUMNS, LONE_CSV_BYTES } from '../../../src/limits';
import { describePart } from '../../../src/load/part';
import { pipeline } from '../../../src/step/pipeline';
import { chunked } from '../../support/bytes';
import { Workflow } from '../../support/job';
import { MemoryObjects } from '../../support/memory/objects';

const failure = (code: string) => expect.objectContaining({ name: 'PermanentFailure', code });

async function loaded(csv: string | Uint8Array, key = 'people.csv') {
  const flow = new Workflow(16);
  flow.csv.give(key, csv);
  return { flow, outcome: await flow.load(key) };
}

describe('A CSV that a person drops into the bucket', () => {
  test('is loaded as a separate job with only texts', async () => {
    const { flow, outcome } = await loaded('id,n\n007,\n8,1e400\n');
    expect(outcome).toMatchObject({
      outcome: 'loaded',
      counts: { rows: 2, accepted: 2, rejected: 0, superseded: 0, filtered: 0 },
    });
    expect(flow.records.rows).toEqual([
      { id: '007', n: '' },
      { id: '8', n: '1e400' },
    ]);
    const [item] = flow.records.items.values();
    expect(item).toMatchObject({ pk: 'people#007' });
    expect(flow.ledger.receipt(String(item?._job))).toMatchObject({
      state: 'extracted',
      parts: 1,
      dataset: 'people',
    });
  });

  test('may have blank lines and several byte-order marks', async () => {
    const { flow } = await loaded('\ufeff\ufeff\nid,n\n\n1,a\n\n');
    expect(flow.records.rows).toEqual([{ id: '1', n: 'a' }]);
  });

  test('that is a workbook is refused by name', async () => {
    await expect(loaded('PK\x03\x04\x14\0xl/workbook.xml')).rejects.toEqual(failure('INPUT_XLSX'));
  });

  test('may say its delimiter, as a file of the input bucket may', async () => {
    const { flow } = await loaded('sep=;\r\nid;n\r\n1;a\r\n');
    expect(flow.records.rows).toEqual([{ id: '1', n: 'a' }]);
    expect(flow.ledger.jobs).toMatchObject([{ state: 'extracted' }]);
    expect(flow.ledger.jobs[0]).not.toHaveProperty('warnings');
  });

  test('whose rows mostly replace one another leaves a warning', async () => {
    const { flow } = await loaded('id,n\n1,a\n1,b\n1,c\n');
    expect(flow.ledger.jobs).toMatchObject([{ warnings: [{ code: 'ID_NOT_UNIQUE' }] }]);
  });

  test('whose delimiter is doubtful leaves a warning, once', async () => {
    const { flow } = await loaded('id;n\n1;a\n');
    expect(flow.records.rows).toEqual([{ 'id;n': '1;a' }]);
    expect(flow.ledger.jobs).toMatchObject([{ warnings: [{ code: 'DELIMITER_DOUBTFUL' }] }]);
    expect(flow.ledger.jobs[0]?.warnings).toHaveLength(1);
  });

  test("is read as its dataset's entry says", async () => {
    const flow = new Workflow(16);
    flow.pipeline = pipeline({ version: 1, datasets: { people: { delimiter: ';', encoding: 'latin1' } } });
    flow.csv.give('people.csv', Buffer.from('id;n\n1;\x80\n', 'latin1'));
    await flow.load('people.csv');
    expect(flow.records.rows).toEqual([{ id: '1', n: '€' }]);
  });

  test('without an id column has row numbers as ids', async () => {
    const { flow } = await loaded('n\na\nb\n');
    expect([...flow.records.items.keys()]).toEqual(['people#1', 'people#2']);
  });

  test('with a repeated id keeps the last row, and the others are counted', async () => {
    const { flow, outcome } = await loaded('id,n\n1,a\n2,b\n1,c\n1,d\n');
    expect(outcome).toMatchObject({
      counts: { rows: 4, accepted: 2, rejected: 0, superseded: 2, filtered: 0 },
    });
    expect(flow.records.rows).toEqual([
      { id: '2', n: 'b' },
      { id: '1', n: 'd' },
    ]);
  });

  test('is written while it is read, so its rows are never all in memory', async () => {
    const flow = new Workflow(1000);
    const write = flow.records.write.bind(flow.records);
    let most = 0;
    flow.records.write = async (batches, deadline) => {
      async function* watched() {
        for await (const items of batches) {
          most = Math.max(most, items.length);
          yield items;
        }
      }
      return write(watched(), deadline);
    };
    flow.csv.give('people.csv', `id\n${Array.from({ length: 5000 }, (_, i) => `${i}\n`).join('')}`);
    expect(await flow.load('people.csv')).toMatchObject({ counts: { rows: 5000, accepted: 5000 } });
    expect(most).toBeLessThan(1000);
  });

  test('with bad rows is loaded without them, and they are reported', async () => {
    const { flow, outcome } = await loaded('id,n\n1,a\n2\n,c\n4,d\n');
    expect(outcome).toMatchObject({
      counts: { rows: 4, accepted: 2, rejected: 2, superseded: 0, filtered: 0 },
    });
    expect(flow.rejects).toMatchObject([
      { row: 2, code: 'ROW_SHORT' },
      { row: 3, code: 'KEY_EMPTY' },
    ]);
  });

  test('with a byte-order mark has no mark in its first column', async () => {
    const { flow } = await loaded('\ufeffid\n1\n');
    expect(flow.records.rows).toEqual([{ id: '1' }]);
  });

  test.each(['', 'id,n\n'])('%j is loaded without rows', async (csv) => {
    expect((await loaded(csv)).outcome).toMatchObject({
      outcome: 'loaded',
      counts: { rows: 0, accepted: 0 },
    });
  });

  test.each([
    ['id,id\n1,2\n', 'HEADER_DUPLICATE'],
    ['id,\n1,2\n', 'HEADER_EMPTY'],
    ['id\n"1\n2\n', 'CSV_QUOTE_NOT_CLOSED'],
  ])('that is broken, such as %j, is refused', async (csv, code) => {
    await expect(loaded(csv)).rejects.toEqual(failure(code));
  });

  test('that is not UTF-8 is refused', async () => {
    await expect(loaded(Buffer.from('id\ncaf\xe9\n', 'latin1'))).rejects.toEqual(failure('INPUT_NOT_UTF8'));
  });

  test('is a different job under another name or in another version', async () => {
    const jobs = new Set<string>();
    for (const [csv, key] of [
      ['id\n1\n', 'people.csv'],
      ['id\n1\n', 'animals.csv'],
      ['id\n2\n', 'people.csv'],
    ] as const) {
      const { flow } = await loaded(csv, key);
      const [item] = flow.records.items.values();
      expect(item?._job).toMatch(/^[0-9a-f]{16}$/);
      jobs.add(String(item?._job));
      expect(flow.ledger.receipt(String(item?._job))).toMatchObject({ state: 'extracted' });
    }
    expect(jobs.size).toBe(3);
  });

  test('is read once, so an overwrite meanwhile does not change what is loaded', async () => {
    const flow = new Workflow();
    flow.csv.give('people.csv', 'id,n\n1,a\n1,b\n');
    const open = flow.csv.open.bind(flow.csv);
    const opened: string[] = [];
    flow.csv.open = (key) => {
      opened.push(key);
      return open(key);
    };
    expect(await flow.load('people.csv')).toMatchObject({
      counts: { rows: 2, accepted: 1, superseded: 1, filtered: 0 },
    });
    expect(opened).toEqual(['people.csv', 'people.csv-metadata.json']);
    expect(flow.records.rows).toEqual([{ id: '1', n: 'b' }]);
    expect(flow.csv.unclosed).toEqual([]);
  });

  test('with more than 4,096 columns is refused', async () => {
    const header = Array.from({ length: COLUMNS + 1 }, (_, i) => `c${i}`).join();
    await expect(loaded(`${header}\n`)).rejects.toEqual(failure('COLUMNS_TOO_MANY'));
  });

  test('may have at most 32 MiB', async () => {
    const described = (bytes: number) =>
      describePart(new MemoryObjects(), 'people.csv', { bytes, etag: 'e', body: chunked(''), close() {} });
    expect(await described(32 * 1024 * 1024)).toMatchObject({ dataset: 'people' });
    await expect(described(32 * 1024 * 1024 + 1)).rejects.toEqual(failure('CSV_TOO_LARGE'));
  });

  test('that is too large is refused with advice to send a job', async () => {
    await expect(loaded(Buffer.alloc(LONE_CSV_BYTES + 1, 0x61))).rejects.toEqual(failure('CSV_TOO_LARGE'));
  });

  test('that S3 sent only in part is retried, and does not count as loaded', async () => {
    const flow = new Workflow();
    flow.csv.give('people.csv', 'id\n1\n2\n');
    const open = flow.csv.open.bind(flow.csv);
    flow.csv.open = async (key) => {
      const object = await open(key);
      return object && { ...object, bytes: object.bytes + 2 };
    };
    await expect(flow.load('people.csv')).rejects.toEqual(expect.objectContaining({ code: 'BODY_CUT' }));
    expect(flow.records.items.size).toBe(0);
  });
});
