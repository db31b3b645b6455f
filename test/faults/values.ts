import { readObject } from '../../kit/workflow/objects';
import { partKey } from '../../src/extract/part-key';
import { catalogue } from '../support/catalogue/catalogue';

const FORMULAS = ['=1+1', '-5', '@SUM(A1)', '+1', 'a\nb', 'a\r\nb', 'a"b', 'a,b', 'a\u0000b', ' ', '\t'];

test.concurrent('#31 false, null, absent, empty, date-like and nested values are stored exactly, or are rejected', async () => {
  // As text, because some of these numbers do not fit in a double.
  const good = [
    '{"id":1,"no":false,"null":null,"empty":"","zero":0,"date":"2020-01-01","code":"007","text":"null"}',
    '{"id":2,"yes":true,"no":"false","null":"null","empty":null,"zero":"0","date":"","text":null}',
    '{"id":3,"nested":{"list":[1,"two",null,{"deep":[]}],"empty":{},"":0},"text":"true"}',
    '{"id":4,"nested":[],"code":7,"text":"[1]"}',
    '{"id":5,"nested":"{}","code":"","text":"{\\"a\\":1}"}',
    '{"id":6,"int":9007199254740993,"small":-1.2345678901234567890e-100,"exp":1e21,"point":1.50}',
    '{"id":7,"int":0,"small":1e-130,"exp":9.9e125,"point":-0.1,"emoji":"💧","a.b":{"a.b":1}}',
    '{"id":8}',
  ].filter((line) => !line.includes('"":0')); // A field without a name cannot be stored; see below.
  const bad = [
    ['{"id":9,"n":1e400}', 'NUMBER_OUT_OF_RANGE'],
    ['{"id":10,"n":-1e126}', 'NUMBER_OUT_OF_RANGE'],
    ['{"id":11,"n":1e-131}', 'NUMBER_OUT_OF_RANGE'],
    ['{"id":12,"n":-0}', 'NUMBER_NEGATIVE_ZERO'],
    ['{"id":13,"n":[{"m":-0.0}]}', 'NUMBER_NEGATIVE_ZERO'],
    ['{"id":14,"t":"\\ud800"}', 'TEXT_NOT_UNICODE'],
    ['{"id":15,"":1}', 'FIELD_UNNAMED'],
    [`{"id":16,"n":${'['.repeat(33)}${']'.repeat(33)}}`, 'NESTED_TOO_DEEP'],
  ] as const;
  const rejects = bad.map(([raw, code], i) => [good.length + 1 + i, code, raw] as [number, string, string]);
  const all = [...good, ...bad.map(([raw]) => raw)];
  await (await catalogue).expectLoads({
    'of NDJSON': { name: 'a.ndjson', body: all.join('\n'), items: `[${good}]`, rejects },
    'of a JSON array': { name: 'a.json', body: `[${all}]`, items: `[${good}]`, rejects },
    'of a CSV, where all is text': {
      name: 'a.csv',
      body: 'id,a,b,c,d\n1,007,false,null,\n2,1e400,-0,2020-01-01,NaN\n',
      items: [
        { id: '1', a: '007', b: 'false', c: 'null', d: '' },
        { id: '2', a: '1e400', b: '-0', c: '2020-01-01', d: 'NaN' },
      ],
    },
  });
});

test.concurrent('#32 =1+1, -5, @SUM, newline, quote, comma and NUL in a cell are preserved byte for byte', async () => {
  const flow = await catalogue;
  const rows = FORMULAS.map((t, id) => ({ id: String(id), t }));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await flow.expectLoads({
    'out of a CSV': {
      name: 'a.csv',
      body: `id,t\r\n${rows.map(({ id, t }) => `${id},${quoted(t)}`).join('\r\n')}`,
      items: rows,
    },
    'out of JSON': { name: 'a.json', body: JSON.stringify(rows), items: rows },
    'as the name of a field': {
      name: 'a.json',
      body: JSON.stringify(FORMULAS.map((t) => ({ [t]: t }))),
      items: FORMULAS.map((t) => ({ [t]: t })),
    },
  });
  const { sent, dataset, key } = await flow.sendFile({
    name: 'b.json',
    body: JSON.stringify(rows.slice(0, 5)),
  });
  await flow.settled([sent]);
  const part = partKey({ dataset, id: sent.job as string, key }, 1, false);
  expect(await readObject(flow.aws, flow.stack.csvBucket, part)).toBe(
    'id,t\r\n0,=1+1\r\n1,-5\r\n2,@SUM(A1)\r\n3,+1\r\n4,"a\nb"\r\n',
  );
  const lone = await flow.drop(`id,t\n1,=1+1\n2,"a""b"\n`);
  expect(lone.rows.map(({ t }) => t).sort()).toEqual(['=1+1', 'a"b']);
});

test.concurrent('#40 each value of a column with mixed types is stored unchanged', async () => {
  const values = [1, '1', true, 'true', null, 'null', '', [1], '[1]', { a: null }, '{"a":null}', 0, false];
  const rows = [...values.map((v, id) => ({ id, v })), { id: 99 }];
  // The second part of each does not depend on the values in the first.
  const apart = Array.from({ length: 1002 }, (_, id) => ({ id, v: id < 1000 ? id : String(id) }));
  await (await catalogue).expectLoads({
    'within a part': { name: 'a.json', body: JSON.stringify(rows), items: rows },
    'from part to part': { name: 'a.json', body: JSON.stringify(apart), items: apart },
    'in pairs': {
      name: 'a.ndjson',
      body: '{"id":1,"a":"","b":null,"c":"null"}\n{"id":2}\n{"id":3,"a":"x","b":1,"c":null}',
      items: [{ id: 1, a: '', b: null, c: 'null' }, { id: 2 }, { id: 3, a: 'x', b: 1, c: null }],
    },
  });
});

test.concurrent('#41 a column that first appears in the last row exists only in that row', async () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, id) => (id === count - 1 ? { id, late: false } : { id }));
  await (await catalogue).expectLoads({
    'of one part': { name: 'a.json', body: JSON.stringify(rows(3)), items: rows(3) },
    'of the second part': { name: 'a.json', body: JSON.stringify(rows(1001)), items: rows(1001) },
    'of a part with others': { name: 'a.json', body: JSON.stringify(rows(1500)), items: rows(1500) },
  });
});
