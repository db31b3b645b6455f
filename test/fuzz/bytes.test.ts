import { isUtf8 } from 'node:buffer';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { codeOf, PermanentFailure } from '../../src/errors';
import { type FormatName, formatNames } from '../../src/formats/registry';
import { account, leftOpen, wireWorkflow } from './support/accounts';
import { holds } from './support/cases';
import { FILE_CODES } from './support/codes';
import { object, value } from './support/json';

const record = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'ä'), value), { minLength: 1, maxLength: 3 })
  .map((fields) => object(fields).text);
/** Valid files, before they are damaged. */
const sound: fc.Arbitrary<[FormatName, string]> = fc.oneof(
  fc
    .array(record, { maxLength: 8, size: 'medium' })
    .map((all): [FormatName, string] => ['json', `[${all.join(',')}]`]),
  fc
    .array(record, { maxLength: 8, size: 'medium' })
    .map((all): [FormatName, string] => ['ndjson', all.join('\n')]),
  fc
    .tuple(
      fc.array(
        fc.array(fc.constantFrom('a', 'b', '"x,y"', '"""q"""', '"\n"', 'é'), { minLength: 2, maxLength: 2 }),
      ),
      fc.constantFrom(',', '\t'),
      fc.constantFrom('\n', '\r\n', '\r'),
    )
    .map(([rows, delimiter, end]): [FormatName, string] => [
      delimiter === ',' ? 'csv' : 'tsv',
      [['x', 'y'], ...rows].map((cells) => cells.join(delimiter)).join(end),
    ]),
);
const spice = fc
  .array(
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '{"a":1}',
      ',',
      '\n',
      '\r',
      '"',
      '\\',
      '\t',
      '\x1f\x8b',
      'a',
      '\xff',
      '\xc3\xa9',
      '\xef\xbb\xbf',
      '\0',
      ' ',
    ),
    { maxLength: 15 },
  )
  .map((all) => Buffer.from(all.join(''), 'latin1'));
type Mishap = (bytes: Buffer) => Buffer;
const at = (bytes: Buffer, place: number) => Math.floor(place * (bytes.length + 1));
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  place.map(
    (where) =>
      (bytes: Buffer): Buffer =>
        bytes.subarray(0, at(bytes, where)),
  ),
  place.map(
    (where) =>
      (bytes: Buffer): Buffer =>
        bytes.subarray(at(bytes, where)),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([where, bits]) => (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    const i = at(bytes, where);
    if (i < changed.length) changed[i] = (changed[i] as number) ^ bits;
    return changed;
  }),
  fc.tuple(place, spice).map(
    ([where, more]) =>
      (bytes: Buffer): Buffer =>
        Buffer.concat([bytes.subarray(0, at(bytes, where)), more, bytes.subarray(at(bytes, where))]),
  ),
  fc.tuple(place, place).map(([from, to]) => (bytes: Buffer): Buffer => {
    const [a, b] = [at(bytes, from), at(bytes, to)].sort((x, y) => x - y);
    return Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]);
  }),
  fc.constant((bytes: Buffer): Buffer => gzipSync(bytes)),
  fc.constant((bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(3)])),
  fc.constant((bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1'), 'utf16le')),
);
const anyFormat = fc.constantFrom(...formatNames);
/** A file and the format in its job, which is mostly the file's original one. */
const file: fc.Arbitrary<[FormatName, Buffer]> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.tuple(
      anyFormat,
      fc.uint8Array({ maxLength: 80 }).map((all) => Buffer.from(all)),
    ),
  },
  { weight: 2, arbitrary: fc.tuple(anyFormat, spice) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        sound,
        fc.array(mishap, { maxLength: 3 }),
        fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, anyFormat),
      )
      .map(([[format, text], all, wrong]): [FormatName, Buffer] => [
        wrong ?? format,
        all.reduce<Buffer>((so, happens) => happens(so), Buffer.from(text)),
      ]),
  },
);
const small = { rows: 1, chars: 40, cells: 100 };

/** Returns the text of a file, without Sluice's own code; undefined when there is none. */
function textOf(content: Buffer): string | undefined {
  let plain: Buffer = content;
  if (content[0] === 0x1f && content[1] === 0x8b) {
    try {
      plain = gunzipSync(content);
    } catch {
      return undefined;
    }
  }
  return isUtf8(plain) ? plain.toString().replace(/^\ufeff/, '') : undefined;
}

/** Returns how many rows a file has, as far as other tools show; undefined when the file must be rejected. */
function rowsOf(format: FormatName, text: string | undefined): number | 'unknown' | undefined {
  if (text === undefined) return undefined;
  if (format === 'json') {
    if (/^[ \t\r\n]*$/.test(text)) return 0;
    try {
      const all: unknown = JSON.parse(text);
      return Array.isArray(all) ? all.length : undefined;
    } catch {
      return undefined;
    }
  }
  // No other tool counts the objects of a line.
  if (format === 'ndjson' && !/\}[ \t\r]*\{/.test(text))
    return text.split('\n').filter((line) => /[^ \t\r]/.test(line)).length;
  return 'unknown';
}

function expectRefusal(error: unknown): void {
  if (!(error instanceof PermanentFailure)) throw error;
  expect(FILE_CODES).toContain(error.code);
}

describe('Whatever bytes a file contains', () => {
  test('in the input bucket, each of its rows is accounted for, or the file is refused and leaves nothing', () =>
    holds(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 40 }), async ([format, content], chunk) => {
        const flow = wireWorkflow(chunk, small);
        const due = rowsOf(format, textOf(content));
        // zlib alone ignores what follows a gzip file.
        const trailing = content[0] === 0x1f && content[1] === 0x8b;
        let extracted: Awaited<ReturnType<typeof flow.extract>>;
        try {
          extracted = await flow.extract(`m.${format}`, content);
        } catch (error) {
          expectRefusal(error);
          // Text that has a NUL as its second and fourth character may be UTF-16 as well.
          const named = (error as PermanentFailure).code === 'INPUT_UTF16';
          if (!trailing && !named && typeof due === 'number') throw error;
          expect(flow.csv.appeared).toEqual([]);
          expect(leftOpen(flow)).toEqual([]);
          return;
        }
        const { rows = -1, rejected = -1, job } = extracted;
        const counts = account(flow, { rows, rejected }, await flow.loadAll());
        expect(flow.ledger.receipt(job.id)).toMatchObject({ state: 'extracted', rows, rejected });
        if (due === undefined) throw new Error(`${counts.rows} rows came out of an invalid file`);
        if (due !== 'unknown') expect(counts.rows).toBe(due);
      }),
    ));

  test('in the csv bucket, each of its rows is accounted for, or the file has no receipt', () =>
    holds(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 40 }), async ([, content], chunk) => {
        const flow = wireWorkflow(chunk, small);
        flow.csv.give('m.csv', content);
        try {
          const loaded = await flow.loadAll();
          const rows = loaded.reduce((sum, one) => sum + ('counts' in one ? one.counts.rows : NaN), 0);
          account(flow, { rows, rejected: 0 }, loaded);
        } catch (error) {
          expectRefusal(error);
          expect(flow.records.items.size).toBe(0);
          expect(leftOpen(flow)).toEqual([]);
        }
      }),
    ));

  test('and whatever its metadata contains, the part is loaded or refused', () =>
    holds(
      fc.asyncProperty(
        fc.array(mishap, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(place, fc.constantFrom('0', '-1', '1e15', '2', '[]', 'null', '"x"')), {
          maxLength: 3,
        }),
        async (mishaps, edits) => {
          const flow = wireWorkflow(1000, { rows: 100, chars: 1e6, cells: 1e6 });
          await flow.extract('m.json', '[{"id":1,"n":1.5},{"id":1,"n":null},{"id":2}]');
          const key = flow.csv.keys.find((one) => one.endsWith('.json')) as string;
          let metadata = flow.csv.text(key);
          for (const [where, what] of edits) {
            const numbers = [...metadata.matchAll(/\d+/g)];
            const { index = 0, 0: old = '' } = numbers[Math.floor(where * numbers.length)] ?? {};
            metadata = metadata.slice(0, index) + what + metadata.slice(index + old.length);
          }
          const broken = edits.length > 0 ? [] : mishaps;
          flow.csv.give(
            key,
            broken.reduce<Buffer>((so, happens) => happens(so), Buffer.from(metadata)),
          );
          try {
            const loaded = await flow.loadAll();
            for (const one of loaded) {
              if (one.outcome !== 'loaded') throw new Error(one.outcome);
              const { rows, accepted, rejected, superseded } = one.counts;
              expect(rows).toBe(3);
              expect(accepted + rejected + superseded).toBe(rows);
            }
          } catch (error) {
            // Extract would have marked one of two rows with the same key as superseded; without that, DynamoDB refuses
            // the batch.
            if (codeOf(error) !== 'ValidationException') expectRefusal(error);
          }
          expect(leftOpen(flow)).toEqual([]);
        },
      ),
    ));
});
