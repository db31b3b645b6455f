import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { tryFile } from '../../../kit/workflow/try';
import { LosslessNumber } from '../../../src/row/value';
import type { Pipeline } from '../../../src/step/pipeline';
import { Workflow } from '../../support/job';

const EXAMPLES = path.resolve(__dirname, '../../../examples');
const digits = (text: string) => new LosslessNumber(text);

/** The expected outcome of each row of an example, in order: its item, or why it has none. */
const BECOME: Record<string, Record<string, (object | string)[]>> = {
  'typed-csv': {
    'readings.csv': [
      'superseded',
      { station: 'KBFI', day: '2026-01-01', rain_mm: 0, wind_ms: null, wet: false },
      'RAIN_NEGATIVE: rain_mm is negative',
      'SCHEMA_MISMATCH: the row does not match its schema: day: must be a date such as 2026-01-31, but is "2 Jan 2026"',
      'SCHEMA_MISMATCH: the row does not match its schema: rain_mm: must be a decimal number, but is "0x10"',
      'filtered',
      'SCHEMA_MISMATCH: the row does not match its schema: wind_ms: must be empty or a decimal number, but is "calm"',
      {
        ...{ station: 'KPAE', day: '2026-01-03', wind_ms: 1, wet: true },
        rain_mm: digits('0.30000000000000000000000000001'),
      },
      { station: 'KSEA', day: '2026-01-01', rain_mm: 4.3, wind_ms: 3.6, wet: true },
    ],
  },
  'filter-and-rename': {
    'airports.ndjson': [
      { code: 'KSEA', name: 'Seattle-Tacoma', runways: [16, 34] },
      { code: 'KBFI', name: 'Boeing Field', serial: digits('9007199254740993') },
      'filtered',
      'CODE_MISSING: the row has no pk',
      { code: 'KPAE', name: 'Paine Field' },
    ],
  },
};
const cases = Object.entries(BECOME).flatMap(([example, files]) =>
  Object.entries(files).map(([file, rows]) => ({ example, file, rows })),
);

const pipelineOf = (example: string): Pipeline =>
  require(path.join(EXAMPLES, example, 'pipeline.ts')).default;

test.each(cases)(
  'examples/$example gives the documented result for each row of $file',
  async ({ example, file, rows }) => {
    const flow = new Workflow();
    flow.pipeline = pipelineOf(example);
    await flow.extract(file, readFileSync(path.join(EXAMPLES, example, file)));
    await flow.loadAll();
    expect(flow.records.rows).toStrictEqual(rows.filter((row) => typeof row === 'object'));
    expect(flow.rejects.map(({ code, message }) => `${code}: ${message}`)).toEqual(
      rows.filter((row) => typeof row === 'string' && row.includes(': ')),
    );
  },
);

test.each(cases)('make try shows the same for examples/$example', async ({ example, file, rows }) => {
  const flow = new Workflow();
  const tried = await tryFile(
    path.join(EXAMPLES, example, file),
    flow.request(file),
    pipelineOf(example),
    100,
  );
  expect(
    tried.rows.map((row) => {
      if (row.became === 'rejected') return `${row.code}: ${row.message}`;
      return row.became === 'item' ? row.row : row.became;
    }),
  ).toStrictEqual(rows);
});

test.each(cases)('examples/$example is short', ({ example }) => {
  expect(readFileSync(path.join(EXAMPLES, example, 'pipeline.ts'), 'utf8').split('\n').length).toBeLessThan(
    32,
  );
});

test('the check of a date in the guide accepts the days of the calendar only', () => {
  const guide = readFileSync(path.join(EXAMPLES, '../docs/guides/your-own-step.md'), 'utf8');
  const [check = ''] = /v\.check\(.*?'\)/.exec(guide) ?? [];
  const schema = v.pipe(v.string(), v.isoDate(), new Function('v', `return ${check}`)(v));
  const days = [
    '2026-02-28',
    '2026-02-29',
    '2024-02-29',
    '2026-02-31',
    '2026-04-31',
    '2026-12-31',
    '31.12.2026',
  ];
  expect(days.filter((day) => v.is(schema, day))).toEqual(['2026-02-28', '2024-02-29', '2026-12-31']);
});
