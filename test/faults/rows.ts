import { catalogue } from '../support/catalogue/catalogue';

const json = (...rows: unknown[]) => JSON.stringify(rows);
const lines = (...rows: string[]) => rows.join('\n');

test.concurrent('#25 a bad line of an NDJSON file is rejected, and the other lines are loaded', async () => {
  await (await catalogue).expectLoads({
    'that is not JSON': {
      name: 'a.ndjson',
      body: lines('{"id":1}', '{"id":2', '{"id":3}'),
      items: [{ id: 1 }, { id: 3 }],
      rejects: [[2, 'LINE_NOT_JSON', '{"id":2']],
    },
    'that is JSON and no object': {
      name: 'a.ndjson',
      body: lines('[1]', '{"id":2}', '"x"', 'null', '7', '{}'),
      items: [{ id: 2 }],
      rejects: [
        [1, 'ROW_NOT_OBJECT', '[1]'],
        [3, 'ROW_NOT_OBJECT', '"x"'],
        [4, 'ROW_NOT_OBJECT', 'null'],
        [5, 'ROW_NOT_OBJECT', '7'],
        [6, 'ROW_EMPTY', '{}'],
      ],
    },
    'with two objects': {
      name: 'a.ndjson',
      body: lines('{"id":1}{"id":2}', '{"id":3}'),
      items: [{ id: 1 }, { id: 2 }, { id: 3 }],
    },
    'all of them': { name: 'a.ndjson', body: 'x', items: [], rejects: [[1, 'LINE_NOT_JSON', 'x']] },
  });
});

test.concurrent('#27 a field called __proto__, constructor, pk or _job is rejected, and no prototype changes', async () => {
  const bad = ['__proto__', 'constructor', 'prototype', 'pk', '_job', '_row'].map(
    (field) => `{"id":"bad","${field}":{"polluted":true}}`,
  );
  const nested = '{"id":"bad","a":[{"__proto__":{"polluted":true}}]}';
  const all = [...bad, nested];
  const rejects = all.map((raw, i) => [i + 1, 'FIELD_RESERVED', raw] as [number, string, string]);
  const flow = await catalogue;
  await flow.expectLoads({
    'in NDJSON': {
      name: 'a.ndjson',
      body: lines(...all, '{"id":8,"a":{"constructor":1,"pk":2}}'),
      items: [{ id: 8, a: { constructor: 1, pk: 2 } }],
      rejects,
    },
    'in a JSON array': { name: 'a.json', body: `[${all},{"id":8}]`, items: [{ id: 8 }], rejects },
    'in the header of a CSV': {
      name: 'a.csv',
      body: 'id,__proto__\n1,x\n',
      items: [],
      rejects: [[1, 'FIELD_RESERVED', '1,x\n']],
    },
  });
  const { rejects: ofLone } = await flow.drop('id,constructor\n1,x\n');
  expect(ofLone).toMatchObject([{ row: 1, code: 'FIELD_RESERVED' }]);
  // The functions have processed all of these by now, and no prototype in their processes has changed.
  await flow.expectLoads({ afterwards: { name: 'a.json', body: json({ id: 1 }), items: [{ id: 1 }] } });
});

test.concurrent('#29 a short or a long row of a CSV is rejected', async () => {
  const flow = await catalogue;
  const rejects = [
    [2, 'ROW_SHORT', '2\n'],
    [3, 'ROW_LONG', '3,c,x\n'],
  ] as [number, string, string][];
  const items = [
    { id: '1', t: 'a' },
    { id: '4', t: '' },
  ];
  const csv = 'id,t\n1,a\n2\n3,c,x\n4,\n';
  await flow.expectLoads({
    'of a CSV': { name: 'a.csv', body: csv, items, rejects },
    'of a TSV': {
      name: 'a.tsv',
      body: csv.replaceAll(',', '\t'),
      items,
      rejects: rejects.map(([row, code, raw]) => [row, code, raw.replaceAll(',', '\t')]),
    },
  });
  const { job, rows, rejects: ofLone } = await flow.drop(csv);
  expect(job).toMatchObject({ rows: 4, accepted: 2, rejected: 2, superseded: 0 });
  expect(rows).toHaveLength(2);
  expect(ofLone.map(({ row, code, raw }) => [row, code, raw])).toEqual(rejects);
});

test.concurrent('#33 a key that is missing, empty or longer than 2,048 bytes is rejected', async () => {
  const flow = await catalogue;
  // The key is `<dataset>#<id>`; no character of the dataset's name takes more bytes when encoded.
  const dataset = `fault-33-${Date.now()}`;
  const room = 2048 - Buffer.byteLength(`${dataset}#`);
  const id = (length: number) => ({ id: 'k'.repeat(length) });
  await flow.expectLoads({
    'with its own id': {
      name: 'a.json',
      body: json(
        { id: 1 },
        { no: 2 },
        { id: null },
        { id: '' },
        { id: [1] },
        { id: 'é'.repeat(1024) },
        { id: false },
      ),
      items: [{ id: 1 }, { id: false }],
      rejects: [
        [2, 'KEY_MISSING', '{"no":2}'],
        [3, 'KEY_MISSING', '{"id":null}'],
        [4, 'KEY_EMPTY', '{"id":""}'],
        [5, 'KEY_NOT_SCALAR', '{"id":[1]}'],
        [6, 'KEY_TOO_LONG'],
      ],
    },
    'with id columns of the message': {
      name: 'a.json',
      body: json({ a: 'x', b: 0 }, { a: 'x' }, { a: '', b: 1 }),
      id: ['a', 'b'],
      items: [{ a: 'x', b: 0 }],
      rejects: [
        [2, 'KEY_MISSING', '{"a":"x"}'],
        [3, 'KEY_EMPTY', '{"a":"","b":1}'],
      ],
    },
  });
  const key = `${dataset}/exact.json`;
  await flow.put(key, json(id(room), id(room + 1)));
  const sent = await flow.send({ key, dataset });
  const { jobs } = await flow.settled([sent]);
  expect(jobs.find(({ receipt }) => receipt.id === sent.job)).toMatchObject({ accepted: 1, rejected: 1 });
  expect((await flow.rows(dataset)).map(({ pk }) => Buffer.byteLength(pk))).toEqual([2048]);
});

test.concurrent('#34 NaN and a number of more than 38 digits are rejected; integers past 2^53 stay exact', async () => {
  const long = '12345678901234567890123456789012345678';
  const good = [
    '{"id":1,"n":9007199254740993}',
    `{"id":2,"n":[-${long},${long}e-100]}`,
    '{"id":3,"n":18446744073709551615}',
    '{"id":4,"n":0.1}',
    '{"id":5,"n":1e125}',
  ];
  await (await catalogue).expectLoads({
    'in NDJSON': {
      name: 'a.ndjson',
      body: lines(
        ...good,
        '{"id":6,"n":NaN}',
        '{"id":7,"n":Infinity}',
        `{"id":8,"n":${long}9}`,
        `{"id":9,"n":{"m":0.${long}9}}`,
      ),
      items: `[${good}]`,
      rejects: [
        [6, 'LINE_NOT_JSON', '{"id":6,"n":NaN}'],
        [7, 'LINE_NOT_JSON', '{"id":7,"n":Infinity}'],
        [8, 'NUMBER_TOO_LONG', `{"id":8,"n":${long}9}`],
        [9, 'NUMBER_TOO_LONG', `{"id":9,"n":{"m":0.${long}9}}`],
      ],
    },
    'in a JSON array': {
      name: 'a.json',
      body: `[${good},{"id":6,"n":${long}9}]`,
      items: `[${good}]`,
      rejects: [[6, 'NUMBER_TOO_LONG', `{"id":6,"n":${long}9}`]],
    },
    'as an id': {
      name: 'a.json',
      body: '[{"id":9007199254740992},{"id":9007199254740993}]',
      items: '[{"id":9007199254740992},{"id":9007199254740993}]',
    },
  });
});

test.concurrent('#35 an item over 400 KB is rejected, and the rows that would share its batch are loaded', async () => {
  const flow = await catalogue;
  const huge = { id: 3, t: 'x'.repeat(400 * 1024) };
  const small = [1, 2, 4, 5].map((id) => ({ id, t: 'y' }));
  // A character of two bytes counts as two.
  const wide = { id: 6, t: 'é'.repeat(200 * 1024) };
  const large = { id: 7, t: 'z'.repeat(399 * 1024) };
  const [one, two, four, five] = small;
  await flow.expectLoads({
    'among small ones': {
      name: 'a.json',
      body: json(one, two, huge, four, five, wide, large),
      items: [...small, large],
      rejects: [
        [3, 'ITEM_TOO_LARGE', JSON.stringify(huge)],
        [6, 'ITEM_TOO_LARGE', JSON.stringify(wide)],
      ],
    },
  });
});

test.concurrent('#36 the last row with a key wins, and the earlier ones count as superseded', async () => {
  const flow = await catalogue;
  // 2,100 rows are three parts; all but the last 2,000 ids are repeated, parts apart or within one batch.
  const rows = Array.from({ length: 2100 }, (_, at) => ({ id: at % 2000, at }));
  await flow.expectLoads({
    'within one batch': {
      name: 'a.json',
      body: json({ id: 'a', n: 1 }, { id: 'b', n: 2 }, { id: 'a', n: 3 }, { id: 'a', n: 4 }),
      items: [
        { id: 'b', n: 2 },
        { id: 'a', n: 4 },
      ],
      superseded: 2,
    },
    'parts away': {
      name: 'a.ndjson',
      body: lines(...rows.map((row) => JSON.stringify(row))),
      items: rows.slice(100),
      superseded: 100,
    },
    'spelt in another type': {
      name: 'a.json',
      body: json({ id: 1, n: 1 }, { id: '1', n: 2 }),
      items: [{ id: 1, n: 1 }],
      rejects: [[2, 'KEY_TYPE_MIXED', '{"id":"1","n":2}']],
    },
    'a rejected row does not supersede': {
      name: 'a.json',
      body: json({ id: 1, n: 1 }, { id: 1, pk: 'x' }),
      items: [{ id: 1, n: 1 }],
      rejects: [[2, 'FIELD_RESERVED', '{"id":1,"pk":"x"}']],
    },
  });
  const { job, rows: ofLone } = await flow.drop('id,n\n1,first\n2,x\n1,last\n');
  expect(job).toMatchObject({ rows: 3, accepted: 2, rejected: 0, superseded: 1 });
  expect(ofLone.find(({ id }) => id === '1')).toMatchObject({ n: 'last', _row: 3 });
});
