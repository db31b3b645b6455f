import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Reading } from '../../src/formats/reading';
import type { JobRequest } from '../../src/ledger/job';
import type { Counts } from '../../src/ledger/receipt';
import { account, type WireWorkflow, wireWorkflow } from './support/accounts';
import { holds } from './support/cases';
import { id, isTaken, type Json, name, object, text, value } from './support/json';

/** A row of a file, and its expected outcome. */
interface Line {
  /** The text in the file. */
  readonly raw: string;
  /** The expected item; undefined for a row that has to be rejected. */
  readonly is?: unknown;
  /** The id columns' names and texts that it has. */
  readonly ids: ReadonlyMap<string, string | undefined>;
  /** The types of the id columns that can be mistaken. */
  readonly types?: ReadonlyMap<string, string | undefined>;
  /** Whether the row can be read: the first readable row decides what the id is. */
  readonly readable: boolean;
}

interface Setting {
  readonly chunk: number;
  readonly part: { readonly rows: number; readonly chars: number; readonly cells: number };
  readonly gzip: boolean;
  readonly mark: boolean;
  /** Whether the message names the id column. */
  readonly named: boolean;
  /** Whether each invocation has time for one part only. */
}

const setting: fc.Arbitrary<Setting> = fc.record({
  chunk: fc.integer({ min: 1, max: 60 }),
  part: fc.record({
    rows: fc.integer({ min: 1, max: 5 }),
    chars: fc.integer({ min: 1, max: 300 }),
    cells: fc.integer({ min: 1, max: 30 }),
  }),
  gzip: fc.boolean(),
  mark: fc.boolean(),
  named: fc.boolean(),
});

const field = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(name, value) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('id', 'key'), id) },
);
/** Most rows have both ids, so that most rows load. */
const row: fc.Arbitrary<Line> = fc
  .tuple(
    fc.array(field, { maxLength: 5 }),
    fc.option(id, { freq: 15 }),
    fc.option(id, { freq: 15 }),
    fc.constantFrom('', ' ', '\t', '\r'),
  )
  .map(([some, own, named, gap]) => {
    const fields = [
      ...some,
      ...(own ? [['id', own] as const] : []),
      ...(named ? [['key', named] as const] : []),
    ];
    const { text: raw, is, row: fits } = object(fields as [string, Json][], gap);
    const idFields = fields.filter(([name]) => name === 'id' || name === 'key') as [string, Json][];
    const ids = new Map(idFields.map(([name, one]) => [name, keyOf(one)]));
    const types = new Map(idFields.map(([name, one]) => [name, typeOf(one)]));
    return { raw, ids, types, readable: true, ...(fits && { is }) };
  });
const noRow: fc.Arbitrary<Line> = value
  .filter(({ row }) => row === undefined)
  .map(({ text: raw }) => ({ raw, ids: new Map(), readable: false }));
const noJson: fc.Arbitrary<Line> = fc
  .constantFrom('{', '}', '{"a":1},', "{'a':1}", '{"a":01}', '\u00a0', 'NaN', '{"a":\ufeff1}', '"\t"')
  .map((raw) => ({ raw, ids: new Map(), readable: false }));

/** Returns the type of an id that can be mistaken for one of another type. */
function typeOf({ text: raw }: Json): string | undefined {
  return /^"7"$/.test(raw) ? 'text' : /^-?[0-9]/.test(raw) ? 'number' : undefined;
}

function keyOf(one: Json & { key?: string }): string | undefined {
  return one.key;
}

/** What is around an array in a document, and the path to it. */
const AROUND: readonly (readonly [string, string, Reading])[] = [
  ['', '', {}],
  ['{"x":[{"data":[]}],"data":', ',"y":"]}"}', { path: '/data' }],
  ['[ {} , {"a/b": ', '} ]', { path: '/1/a~1b' }],
];

/** Runs a file of these lines and compares the outcome with them. */
async function comesThrough(
  key: string,
  content: string,
  lines: readonly Line[],
  how: Setting,
  more: Partial<JobRequest> = {},
) {
  const flow = wireWorkflow(how.chunk, how.part);
  const bytes = Buffer.from((how.mark ? '\ufeff' : '') + content);
  const request = how.named ? { ...more, idColumns: ['key'] } : more;
  const extracted = await flow.extract(key, how.gzip ? gzipSync(bytes) : bytes, request);
  const { rows = 0, rejected = 0 } = extracted;
  const counts = account(flow, { rows, rejected }, await flow.loadAll());
  compare(flow, counts, lines, how.named ? 'key' : ownId(lines));
}

function ownId(lines: readonly Line[]): string | undefined {
  return lines.find(({ readable }) => readable)?.ids.has('id') ? 'id' : undefined;
}

function compare(flow: WireWorkflow, counts: Counts, lines: readonly Line[], column: string | undefined) {
  const expected = new Map<string, [row: number, is: unknown]>();
  const refused: { row: number; raw: string }[] = [];
  let superseded = 0;
  let type: string | undefined;
  for (const [i, line] of lines.entries()) {
    const row = i + 1;
    const id = column === undefined ? String(row) : line.ids.get(column);
    const pk = `m#${id?.replaceAll('%', '%25').replaceAll('#', '%23')}`;
    const fits = line.is !== undefined && id !== undefined && Buffer.byteLength(pk) <= 2048;
    const own = column && line.types?.get(column);
    if (fits) type ??= own;
    if (!fits || (own && own !== type)) {
      refused.push({ row, raw: line.raw });
    } else {
      if (expected.has(pk)) superseded++;
      expected.set(pk, [row, line.is]);
    }
  }
  expect(counts).toMatchObject({ rows: lines.length, rejected: refused.length, superseded });
  expect([...flow.records.items.keys()].sort()).toEqual([...expected.keys()].sort());
  expect(flow.records.rows).toEqual(new Map(expected.values()));
  // A rejected CSV row keeps its line end.
  const rejects = flow.rejects.map(({ row, raw }) => ({ row, raw: raw.replace(/(\r\n|\r|\n)$/, '') }));
  expect(rejects).toEqual(refused);
}

describe('Whatever a file contains, its rows are in the table unchanged, or are rejected', () => {
  test('from a JSON array', () =>
    holds(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 12, arbitrary: row }, { weight: 1, arbitrary: noRow }), {
          maxLength: 12,
        }),
        fc.constantFrom(',', ', ', ',\n', '\r\n,'),
        fc.constantFrom(...AROUND),
        setting,
        (lines, comma, [before, after, reading], how) => {
          const array = `[${lines.map(({ raw }) => raw).join(comma)}]`;
          return comesThrough('m.json', ` ${before}${array}${after}\n`, lines, how, { reading });
        },
      ),
    ));

  test('from objects that follow one another', () =>
    holds(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.constantFrom('', ' ', '\u001e'),
        setting,
        (lines, gap, how) => comesThrough('m.ndjson', lines.map(({ raw }) => raw).join(gap), lines, how),
      ),
    ));

  test('from NDJSON', () =>
    holds(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 12, arbitrary: row },
            { weight: 1, arbitrary: noRow },
            { weight: 1, arbitrary: noJson },
          ),
          { maxLength: 12 },
        ),
        fc.constantFrom('\n', '\r\n', ' \t\n'),
        fc.boolean(),
        setting,
        (lines, end, last, how) => {
          const content = lines.map(({ raw }) => raw).join(end) + (last ? end : '');
          return comesThrough('m.ndjson', content, lines, how);
        },
      ),
    ));

  const cell = text.filter((one) => one.isWellFormed());
  const header = fc.uniqueArray(
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom('id', 'key', 'a', 'b', 'a.b', ' ', 'toString') },
      { weight: 6, arbitrary: cell.filter((one) => one !== '' && !isTaken(one)) },
      { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'pk') },
    ),
    { minLength: 1, maxLength: 6 },
  );
  const table = header.chain((titles) =>
    fc.record({
      titles: fc.constant(titles),
      rows: fc.array(
        fc.oneof(
          {
            weight: 12,
            arbitrary: fc.tuple(
              ...titles.map((title) =>
                title === 'id' || title === 'key' ? fc.oneof(fc.constantFrom('x', 'y', '007'), cell) : cell,
              ),
            ),
          },
          { weight: 1, arbitrary: fc.array(cell, { minLength: 1, maxLength: 8 }) },
          { weight: 1, arbitrary: fc.constant(titles) },
        ),
        { maxLength: 12 },
      ),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      last: fc.boolean(),
      quoteAll: fc.boolean(),
    }),
  );

  /** The same table without what TSV cannot spell: tabs, line ends, and a row of one empty cell, which is a blank line. */
  function unquoted({ titles, rows, ...how }: Table): Table {
    const clean = (cells: string[]) =>
      cells.map((one) => one.replace(/[\t\r\n\ufeff]/g, ' ') || (cells.length === 1 ? ' ' : ''));
    return { ...how, titles: [...new Set(clean(titles))], rows: rows.map(clean), quoteAll: false };
  }

  function delimited({ titles, rows, end, last, quoteAll }: Table, delimiter: string) {
    const bare = (one: string) =>
      delimiter === '\t' || (!quoteAll && one !== '' && !/[",\t\r\n\ufeff]/.test(one));
    const line = (cells: readonly string[]) =>
      cells.map((one) => (bare(one) ? one : `"${one.replaceAll('"', '""')}"`)).join(delimiter);
    const lines = rows.map((cells): Line => {
      const spelt = (one: string) => one.trim() || one;
      const repeatsHeader = titles.length > 1 && isDeepStrictEqual(cells.map(spelt), titles.map(spelt));
      const readable = cells.length === titles.length && !repeatsHeader;
      const fits = readable && !titles.some(isTaken);
      const ids = new Map(
        titles.flatMap((title, i) =>
          title === 'id' || title === 'key' ? [[title, cells[i] || undefined]] : [],
        ),
      );
      const is = new Map(titles.map((title, i) => [title, `"${cells[i]}`]));
      return { raw: line(cells), ids, readable, ...(fits && { is }) };
    });
    return { lines, content: [titles, ...rows].map(line).join(end) + (last ? end : '') };
  }
  type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

  test.each([
    ['CSV', 'm.csv', ','],
    ['TSV', 'm.tsv', '\t'],
  ])('from %s', (_format, key, delimiter) =>
    holds(
      fc.asyncProperty(table, setting, (all, how) => {
        const { lines, content } = delimited(delimiter === ',' ? all : unquoted(all), delimiter);
        return comesThrough(key, content, lines, how);
      }),
    ),
  );

  test('from a CSV that is put into the csv bucket directly', () =>
    holds(
      fc.asyncProperty(table, setting, async (all, { chunk, part, mark }) => {
        const { lines, content } = delimited(all, ',');
        const flow = wireWorkflow(chunk, part);
        flow.csv.give('m.csv', (mark ? '\ufeff' : '') + content);
        const loaded = await flow.loadAll();
        const counts = account(flow, { rows: lines.length, rejected: 0 }, loaded);
        compare(flow, counts, lines, ownId(lines));
      }),
    ));
});
