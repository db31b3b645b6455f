import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Workflow } from '../../support/job';

const RECORDS = [
  { id: 1, a: 'x' },
  { id: 2, b: true },
  { id: 3, a: null, c: [1] },
];
const array = (records: unknown[]) => JSON.stringify(records);
const inParts = (rows: number) => Object.assign(new Workflow(16), { part: { rows, chars: 1e6, cells: 1e6 } });
const failure = (code: string) => expect.objectContaining({ code });

/** The keys of the csv bucket, with JOB in place of the job's id. */
const names = ({ csv }: Workflow) => csv.appeared.map((key) => key.replace(/[0-9a-f]{16}/, 'JOB'));

describe('The parts of a job', () => {
  test('are one CSV with the name of the file when the file is small', async () => {
    const flow = new Workflow();
    expect(await flow.extract('movies.json', array(RECORDS))).toMatchObject({
      outcome: 'extracted',
      parts: 1,
      rows: 3,
    });
    expect(names(flow)).toEqual(['movies/JOB/movies.csv-metadata.json', 'movies/JOB/movies.csv']);
  });

  test.each([3, 6])('are one CSV when that is exactly full (%i rows, 3 rows per part)', async (rows) => {
    const flow = inParts(3);
    const records = Array.from({ length: rows }, (_, id) => ({ id }));
    expect(await flow.extract('movies.json', array(records))).toMatchObject({ parts: rows / 3 });
  });

  test('are numbered when there are several, and each follows its metadata', async () => {
    const flow = inParts(2);
    expect(await flow.extract('movies.json', array(RECORDS))).toMatchObject({ parts: 2 });
    expect(names(flow)).toEqual([
      'movies/JOB/movies.part-00001.csv-metadata.json',
      'movies/JOB/movies.part-00001.csv',
      'movies/JOB/movies.part-00002.csv-metadata.json',
      'movies/JOB/movies.part-00002.csv',
    ]);
  });

  test('leave no upload in progress when a release fails', async () => {
    const flow = inParts(1);
    const put = flow.csv.put.bind(flow.csv);
    const ended: string[] = [];
    flow.csv.put = async (key, ...more) => {
      if (key.includes('part-00001')) throw new Error('SlowDown');
      await pause(20);
      await put(key, ...more);
      ended.push(key);
    };
    await expect(flow.extract('movies.json', array(RECORDS))).rejects.toThrow('SlowDown');
    expect(ended).toEqual([
      expect.stringContaining('part-00002.csv-metadata.json'),
      expect.stringContaining('part-00002.csv'),
    ]);
  });

  test('are also limited by the length of their text', async () => {
    const flow = Object.assign(new Workflow(), { part: { rows: 1e6, chars: 20, cells: 1e6 } });
    expect(await flow.extract('movies.json', array(RECORDS))).toMatchObject({ parts: 2 });
  });

  test('are limited by their number of cells, including those of a column that appears late', async () => {
    const flow = Object.assign(new Workflow(), { part: { rows: 1e6, chars: 1e6, cells: 6 } });
    const rows = [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4, a: 1 }, { id: 5 }, { id: 6 }, { id: 7, b: 1 }];
    await flow.extract('m.json', array(rows));
    const csvs = flow.csv.keys.filter((key) => key.endsWith('.csv')).map((key) => flow.csv.text(key));
    expect(csvs).toEqual(['id\r\n1\r\n2\r\n3\r\n', 'id,a\r\n4,1\r\n5,\r\n6,\r\n', 'id,a,b\r\n7,,1\r\n']);
  });

  test('have at least one row, however many cells the row has', async () => {
    const flow = Object.assign(new Workflow(), { part: { rows: 1e6, chars: 1e6, cells: 1 } });
    expect(await flow.extract('movies.json', array(RECORDS))).toMatchObject({ parts: 3, rows: 3 });
  });

  test('keep the numbers of their rows, despite the lines between the rows', async () => {
    const flow = inParts(2);
    const lines = [
      '',
      '{"id":1}',
      '',
      '',
      '{"id":2}',
      'x',
      '{"id":1}',
      '{"ID":9}',
      '{"id":3}',
      '{"id":2}',
      '',
    ];
    await flow.extract('m.ndjson', lines.join('\n'));
    const notes = flow.csv.keys.filter((key) => key.endsWith('.json'));
    expect(notes.map((key) => JSON.parse(flow.csv.text(key)).notes[0])).toMatchObject([
      {
        rows: [
          [2, 2],
          [5, 5],
        ],
        superseded: [
          [2, 2],
          [5, 5],
        ],
      },
      {
        rows: [
          [7, 7],
          [9, 9],
        ],
        superseded: [],
      },
      { rows: [[10, 10]], superseded: [] },
    ]);
  });

  test('have columns in order of first appearance, and a later part only adds columns', async () => {
    const flow = inParts(1);
    await flow.extract('movies.json', array(RECORDS));
    const csvs = flow.csv.keys.filter((key) => key.endsWith('.csv'));
    expect(csvs.map((key) => flow.csv.text(key))).toEqual([
      'id,a\r\n1,x\r\n',
      'id,a,b\r\n2,,true\r\n',
      'id,a,b,c\r\n3,null,,[1]\r\n',
    ]);
  });

  test('are the same bytes under the same keys in every attempt', async () => {
    const [once, again] = [inParts(2), inParts(2)];
    for (const flow of [once, again]) await flow.extract('movies.json', array(RECORDS));
    expect(again.csv.keys).toEqual(once.csv.keys);
    for (const key of once.csv.keys) expect(again.csv.text(key)).toBe(once.csv.text(key));
  });

  test('do not exist for an input without rows', async () => {
    for (const [key, content] of [
      ['a.json', '[]'],
      ['b.json', ''],
      ['c.csv', 'a,b\n'],
      ['d.ndjson', '\n'],
    ] as const) {
      const flow = new Workflow();
      expect(await flow.extract(key, content)).toMatchObject({ outcome: 'extracted', parts: 0, rows: 0 });
      expect(flow.csv.keys).toEqual([]);
    }
  });
});

describe('An input that breaks at its end', () => {
  test('releases nothing, wherever a JSON array is cut', async () => {
    const text = array(RECORDS);
    for (let end = 1; end < text.length; end++) {
      const flow = inParts(1);
      await expect(flow.extract('movies.json', text.slice(0, end))).rejects.toEqual(
        failure('JSON_TRUNCATED'),
      );
      expect(flow.csv.appeared).toEqual([]);
      expect(flow.csv.unreleased).toEqual([]);
      expect(flow.input.unclosed).toEqual([]);
    }
  });

  test.each([
    ['m.csv', 'id\n1\n2\n3\n"4', 'CSV_QUOTE_NOT_CLOSED'],
    ['m.ndjson', gzipSync('{"id":1}\n{"id":2}\n{"id":3}\n').subarray(0, -3), 'GZIP_INVALID'],
    ['m.ndjson', Buffer.from('{"id":1}\n{"id":2}\n{"id":3}\n\xff', 'latin1'), 'INPUT_NOT_UTF8'],
  ])('releases nothing of %s either', async (key, content, code) => {
    const flow = inParts(1);
    await expect(flow.extract(key, content)).rejects.toEqual(failure(code));
    expect(flow.csv.appeared).toEqual([]);
    expect(flow.csv.unreleased).toEqual([]);
    expect(flow.input.unclosed).toEqual([]);
  });

  test('is read once for a message, however often the message is received, and again for another message', async () => {
    const flow = new Workflow();
    flow.input.give('m.json', '[');
    const open = jest.spyOn(flow.input, 'open');
    for (const messageId of ['m-1', 'm-1', 'another', 'm-1', 'another']) {
      const extracting = flow.extractRequest(flow.request('m.json', { messageId }));
      await expect(extracting).rejects.toEqual(failure('JSON_TRUNCATED'));
    }
    expect(open).toHaveBeenCalledTimes(2);
    expect(flow.ledger.jobs).toMatchObject([{ state: 'failed', reason: 'JSON_TRUNCATED', tries: 2 }]);
  });
});

describe('A bucket that fails', () => {
  test('while a part is uploaded fails the job, and the other uploads are abandoned', async () => {
    const flow = inParts(1);
    const upload = flow.csv.upload.bind(flow.csv);
    flow.csv.upload = (key, ...more) =>
      key.includes('part-00002') ? Promise.reject(new Error('SlowDown')) : upload(key, ...more);
    await expect(flow.extract('movies.json', array([...RECORDS, { id: 4 }]))).rejects.toThrow('SlowDown');
    expect(flow.csv.appeared).toEqual([]);
    expect(flow.csv.unreleased).toEqual([]);
  });

  test('while parts are released fails the job; the next attempt writes the same', async () => {
    const flow = inParts(1);
    const put = flow.csv.put.bind(flow.csv);
    flow.csv.put = (key, ...more) =>
      key.includes('part-00002') ? Promise.reject(new Error('SlowDown')) : put(key, ...more);
    await expect(flow.extract('movies.json', array(RECORDS))).rejects.toThrow('SlowDown');
    expect(flow.csv.unreleased).toEqual([]);
    flow.csv.put = put;
    expect(await flow.extract('movies.json', array(RECORDS))).toMatchObject({ parts: 3 });
    await flow.loadAll();
    expect(flow.records.rows).toEqual(RECORDS);
  });
});
