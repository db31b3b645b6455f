import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../kit/engines/run';
import { ROOT } from '../../../kit/session';
import { temporaryFolder } from './engines/support/machine';

/** Runs `sluice try` on a file, with a step that has this code. */
async function trying(csv: string, entry: string, ...more: string[]) {
  const folder = temporaryFolder();
  const file = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const own = file(
    'own.ts',
    `import { dataset, pipeline } from ${JSON.stringify(path.join(ROOT, 'src', 'step'))};
export default pipeline({ version: 1, datasets: { people: dataset(${entry}) } });`,
  );
  const args = ['kit/main.js', 'try', file('people.csv', csv), '--pipeline', own, ...more];
  const env = { ...process.env, NO_COLOR: '1' };
  return run(process.execPath, args, { cwd: ROOT, env, timeoutMs: 60_000 });
}

test('sluice try shows what each row becomes, and needs no engine', async () => {
  const { exitCode, stdout } = await trying(
    'name,id\nAda,1\n',
    '{ transform: (row) => ({ ...row, x: [1] }) }',
  );
  expect(stdout).toMatch(/1 +item +\{"name":"Ada","id":"1","x":\[1\]\}$/m);
  expect(stdout).toMatch(/^ +1 +1 +0 +0 +0$/m);
  expect(exitCode).toBe(0);
});

test('sluice try fails and shows the whole error of the user’s own code, with its place', async () => {
  const throws = '{ transform: (row) => { throw new Error("no age of " + row.name); } }';
  const { exitCode, output } = await trying('name\nAda\n', throws);
  expect(output).toMatch(/TRANSFORM_FAILED row 1: the transform threw an instance of Error at .*own\.ts:2/);
  expect(output).toMatch(/^Error: no age of Ada\n {4}at .*own\.ts:2:\d+\)?\nWhat to do:/m);
  expect(exitCode).toBe(1);
});

test('sluice try says what to do when a return is missing, before anything is deployed', async () => {
  const { exitCode, output } = await trying('name\nAda\n', '{ transform: (row) => { row; } }');
  expect(output).toMatch(/^OUTPUT_NOT_JSON row 1: the result is undefined, .*is a `return` missing\?$/m);
  expect(output).toMatch(/^What to do: Correct .*own\.ts, and try again\.$/m);
  expect(output).not.toMatch(/\n\n\n/);
  expect(exitCode).toBe(1);
});

test('sluice try warns when the step has no entry for the dataset, and suggests the nearest name', async () => {
  const { exitCode, stdout, output } = await trying('n\n1\n', '{}', '--dataset', 'peopel');
  expect(output).toMatch(/own\.ts has no entry for dataset peopel: its rows pass .* Did you mean people\?$/m);
  expect(stdout).not.toContain('no entry');
  expect(exitCode).toBe(0);
});

test('sluice try JSON has the same content, and numbers keep all their digits', async () => {
  const { exitCode, stdout } = await trying(
    'n\n1\n',
    '{ transform: () => ({ n: JSON.parse("[1]") }) }',
    '--json',
  );
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ dataset: 'people', rows: [{ number: 1, became: 'item', key: 'people#1', row: { n: [1] } }] },
    counts: { rows: 1, accepted: 1, rejected: 0, superseded: 0, filtered: 0 },
  });
  expect(exitCode).toBe(0);
});

test('sluice try refuses a job that the function would refuse', async () => {
  const { exitCode, output } = await trying('n\n1\n', '{}', '--quote', 'xx');
  expect(output).toMatch(/^MESSAGE_INVALID .*quote must be /m);
  expect(exitCode).toBe(1);
});

test('sluice try makes the control characters of a file visible', async () => {
  const csv = readFileSync(path.join(ROOT, 'test/cases/csv-control-characters.csv'), 'utf8');
  const { output } = await trying(csv, '{}');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(output).not.toMatch(/[\u001b\u0007]/);
  expect(output).toContain('\\u001b[31mRED\\u001b]0;pwned\\u0007');
  expect(output).toContain('line1\\nline2\\ttab');
});

test('sluice try warns about a doubtful delimiter, and says what to write', async () => {
  const { exitCode, output } = await trying('id;n\n1;a\n', '{}');
  expect(output).toMatch(/^⚠ cells end at ",", but ";" fits the first lines better\. .*DELIMITER="…"/m);
  expect(exitCode).toBe(0);
  const { output: named } = await trying('id;n\n1;a\n', "{ delimiter: ';' }");
  expect(named).not.toContain('⚠');
  expect(named).toMatch(/item +\{"id":"1","n":"a"\}$/m);
});
