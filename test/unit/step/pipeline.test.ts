import * as v from 'valibot';
import { dataset, decimal, pipeline, reject, skip } from '../../../src/step';

const wrong = (options: unknown) => () => pipeline(options as Parameters<typeof pipeline>[0]);

test.each([
  [{ version: 0, datasets: {} }, 'version must be a whole number above 0'],
  [{ version: 1.5, datasets: {} }, 'version must be a whole number above 0'],
  [{ version: '1', datasets: {} }, 'version must be a whole number above 0'],
  [{ version: 1, datasets: { a: { id: [] } } }, 'datasets.a.id must name a column'],
  [{ version: 1, datasets: { a: { id: [''] } } }, 'datasets.a.id.0 must not be empty'],
  [{ version: 1, datasets: { a: { id: 'a' } } }, 'datasets.a.id must be a list of columns'],
  [{ version: 1, datasets: { a: { schema: {} } } }, 'datasets.a.schema must be a Standard Schema'],
  [{ version: 1, datasets: { a: { transform: 'x' } } }, 'datasets.a.transform must be a function'],
  [{ version: 1, datasets: { a: { tranform: () => skip } } }, 'datasets.a.tranform is not an option'],
  [{ version: 1, dataset: {}, datasets: {} }, 'dataset is not an option'],
])('%j is refused: %s', (options, message) => {
  expect(wrong(options)).toThrow(`Bad pipeline: ${message}`);
});

test('all errors are reported at once', () => {
  expect(wrong({ version: -1, datasets: { a: { id: [] } } })).toThrow(/version .*; datasets\.a\.id /);
});

test('a dataset with the name of an inherited property has no entry', () => {
  expect(pipeline({ version: 1, datasets: {} }).datasets.get('constructor')).toBeUndefined();
});

test('a transform knows the types of its row from the schema', () => {
  dataset({
    schema: v.object({ n: decimal(), t: v.string() }),
    transform: ({ n, t }, { number }) => ({ sum: n + number, upper: t.toUpperCase() }),
  });
  dataset({
    schema: v.object({ t: v.string() }),
    // @ts-expect-error -- the schema has no such field
    transform: ({ other }) => ({ other }),
  });
  // @ts-expect-error -- a transform cannot be asynchronous
  dataset({ transform: async (row) => row });
  // @ts-expect-error -- nor return nothing
  dataset({ transform: () => {} });
  dataset({ transform: (row) => (row.a === 1 ? skip : reject('A', 'b')) });
});
