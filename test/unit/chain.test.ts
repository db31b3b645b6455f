import fc from 'fast-check';
import { splitNumber } from 'lossless-json';
import { codeOf, PermanentFailure } from '../../src/errors';
import type { Format } from '../../src/ledger/job';
import { LosslessNumber, parseJson, toJson, type Value } from '../../src/record/value';
import { Workflow } from '../support/job';

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);

/** JSON text of numbers that a double holds and that it does not, within and out of DynamoDB's range. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
  fc
    .tuple(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.integer({ min: -140, max: 140 }))
    .map(([n, e]) => `${n}e${e}`),
  fc.bigInt(-(10n ** 40n), 10n ** 40n).map(String),
  fc.constantFrom('-0', '0.0', '1e21', '1e-130', '1.50', '1e126'),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    'null',
    'true',
    '0',
    '007',
    '=1+1',
    'a,b',
    '"',
    '\r',
    '\n',
    '\r\n',
    ' x ',
    '\u0000',
    '\ud800',
    '\ufeff',
    '2020-01-01',
  ),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('id', 'a', 'b', 'c') },
  { weight: 1, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\ufeff',
      'a.b',
      'toString',
      'constructor',
      '__proto__',
      'pk',
      '_row',
      '1',
    ),
  },
);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text.map((t) => JSON.stringify(t)),
    number,
    fc.constantFrom('null', 'true', 'false'),
    fc.array(tie('value'), { maxLength: 3 }).map((all) => `[${all.join(',')}]`),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map(object),
  ),
}));
const record = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.tuple(name, value), { maxLength: 5 }).map(object) },
  { weight: 1, arbitrary: value },
);

function object(fields: [string, string][]): string {
  return `{${fields.map(([field, text]) => `${JSON.stringify(field)}:${text}`).join(',')}}`;
}

/** The same value as text that does not depend on the order of fields or on how a number is spelt. */
function canonical(value: Value): unknown {
  if (typeof value === 'number' || value instanceof LosslessNumber) {
    const { sign, digits, exponent } = splitNumber(String(value));
    return `${sign}${digits}e${exponent}`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(canonical);
  return new Map(Object.entries(value).map(([field, inner]) => [field, canonical(inner)]));
}

async function run(flow: Workflow, key: string, content: Uint8Array | string, id?: string[]) {
  const { rows = 0, rejected = 0 } = await flow.extract(key, content, id ? { id } : {});
  const counts = (await flow.loadAll()).map((loaded) =>
    loaded.outcome === 'loaded' ? loaded.counts : undefined,
  );
  const sum = (of: 'rows' | 'accepted' | 'rejected' | 'superseded') =>
    counts.reduce((n, c) => n + (c?.[of] ?? NaN), 0);
  expect(sum('rows')).toBe(rows - rejected);
  expect(rows).toBe(sum('accepted') + rejected + sum('rejected') + sum('superseded'));
  expect(flow.rejects).toHaveLength(rejected + sum('rejected'));
  return { rows, accepted: sum('accepted'), superseded: sum('superseded') };
}

describe('From the input to the table', () => {
  test('any JSON records come out exactly as they went in, or in the rejects report', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 12 }),
        fc.record({
          chunk: fc.integer({ min: 1, max: 50 }),
          part: fc.integer({ min: 1, max: 6 }),
          lines: fc.boolean(),
        }),
        fc.constantFrom(undefined, ['a'] as string[]),
        async (records, { chunk, part, lines }, id) => {
          const flow = Object.assign(new Workflow(chunk), { part: { rows: part, chars: 1e6 } });
          const content = lines ? records.join('\n') : `[${records.join(',')}]`;
          const { rows, accepted } = await run(flow, lines ? 'm.ndjson' : 'm.json', content, id);
          expect(rows).toBe(records.length);
          expect(flow.records.items.size).toBe(accepted);
          for (const { pk: _pk, _job, _row, ...row } of flow.records.items.values()) {
            expect(canonical(row)).toEqual(canonical(parseJson(records[_row - 1] as string)));
          }
          for (const { row, raw } of flow.rejects) expect(raw).toBe(records[row - 1]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('any texts in a CSV come out as they went in', async () => {
    const cell = text.filter((t) => t.isWellFormed());
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), async (cells, chunk) => {
        const quoted = (row: string[]) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',');
        const flow = new Workflow(chunk);
        await run(flow, 'm.csv', [['x', 'y'], ...cells].map(quoted).join('\r\n'));
        expect(flow.records.rows).toEqual(cells.map(([x, y]) => ({ x, y })));
      }),
      { numRuns: RUNS },
    );
  });

  test('of rows with one id the last wins, across parts as well', async () => {
    const ids = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(ids, fc.integer({ min: 1, max: 7 }), async (all, part) => {
        const flow = Object.assign(new Workflow(), { part: { rows: part, chars: 1e6 } });
        const records = all.map((id, at) => ({ id, at }));
        const { superseded } = await run(flow, 'm.json', JSON.stringify(records));
        const last = new Map(records.map((row) => [row.id, row]));
        expect(superseded).toBe(all.length - last.size);
        expect(new Set(flow.records.rows)).toEqual(new Set(last.values()));
      }),
      { numRuns: RUNS },
    );
  });

  test('any bytes at all load or are refused for good, and nothing half', async () => {
    const formats = fc.constantFrom<Format>('json', 'ndjson', 'csv', 'tsv');
    const spice = fc.constantFrom(
      '[',
      ']',
      '{"a":1}',
      ',',
      '\n',
      '"',
      '\\',
      '\t',
      '\x1f\x8b',
      'a',
      '\xff',
      '\xc3\xa9',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(spice, { maxLength: 15 }).map((all) => Buffer.from(all.join(''), 'latin1')),
    );
    await fc.assert(
      fc.asyncProperty(bytes, formats, fc.integer({ min: 1, max: 20 }), async (content, format, chunk) => {
        const flow = Object.assign(new Workflow(chunk), { part: { rows: 2, chars: 1e6 } });
        try {
          await run(flow, `m.${format}`, content);
        } catch (error) {
          if (!(error instanceof PermanentFailure)) throw error;
          expect(codeOf(error)).toMatch(/^[A-Z0-9_]+$/);
          expect(flow.csv.appeared).toEqual([]);
        }
        expect([...flow.csv.unreleased, ...flow.input.unclosed]).toEqual([]);
      }),
      { numRuns: 2 * RUNS },
    );
  });

  test('a number that a double cannot hold comes through digit by digit', async () => {
    const flow = new Workflow();
    const digits = '[12345678901234567890123456789012345678,0.1,9007199254740993]';
    await run(flow, 'm.json', `[{"n":${digits}}]`);
    const [row] = flow.records.rows as { n: Value }[];
    expect(toJson(row?.n as Value)).toBe(digits);
  });
});
