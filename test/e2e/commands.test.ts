import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';
import { TEST_STAGE } from '../support/engine-up';
import { uniqueName } from '../support/stack';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns a file with a name that no other test has. */
function file(name: string, content: string): string {
  const made = path.join(folder, `${uniqueName('commands')}-${name}`);
  writeFileSync(made, content);
  return made;
}

/** Runs a command as its user types it. */
function make(...args: string[]) {
  const env = { ...process.env, NO_COLOR: '1' };
  return run('make', ['-s', ...args, `STAGE=${TEST_STAGE}`], { cwd: ROOT, env, timeoutMs: 220_000 });
}

test('make send of a broken file fails with the reason, what to do and a closing line', async () => {
  const { exitCode, output } = await make('send', `FILE=${file('cut.json', '[{"id":1},')}`);
  expect(exitCode).not.toBe(0);
  expect(output).toMatch(
    /dead letter in jobs-dlq.*\n {2}JSON_TRUNCATED: .*\n {2}What to do: .*\.\/sluice redrive/,
  );
  expect(output).toMatch(/JOB_FAILED The job of .*cut\.json failed\.\nWhat to do: .*\.\/sluice redrive/);
});

test('make send JSON=1 prints the reason as JSON, and nothing else on stdout', async () => {
  const { exitCode, stdout } = await make('send', `FILE=${file('cut.json', '[{"id":1},')}`, 'JSON=1');
  expect(exitCode).not.toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    jobs: [{ phase: 'failed' }],
    deadLetters: [{ reason: expect.stringMatching(/^JSON_TRUNCATED: /), fix: expect.any(String) }],
  });
});

test('make send of a file whose rows are all rejected succeeds and says so, and rejects says why', async () => {
  const { exitCode, output } = await make('send', `FILE=${file('ids.json', '[{"a":1},{"a":2}]')}`, 'ID=none');
  expect(exitCode).toBe(0);
  expect(output).toContain('⚠ every row rejected: ./sluice rejects');
  expect(output).not.toContain('✔ every row');
  const job = /^\S+ids\.json +(\w{16})/m.exec(output)?.[1] as string;
  const { stdout } = await make('rejects', `JOB=${job}`, 'JSON=1');
  expect(JSON.parse(stdout)).toMatchObject([
    { job, row: 1, code: 'KEY_MISSING', raw: '{"a":1}' },
    { job, row: 2, code: 'KEY_MISSING', raw: '{"a":2}' },
  ]);
});

test('make send accepts any file name, and executes nothing in its name or its columns', async () => {
  const id = `a$(shell touch ${path.join(folder, 'mark')})`;
  const made = file("cost$USD $(touch mark) `touch mark` 'x' .csv", `id,${id}\n1,2\n`);
  const { exitCode, output } = await make('send', `FILE=${made}`, `ID=${id}`);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining('✔ every row') });
  expect([existsSync(path.join(folder, 'mark')), existsSync(path.join(ROOT, 'mark'))]).toEqual([
    false,
    false,
  ]);
});

test('make send finds an id column whose name has a comma', async () => {
  const made = file(
    'names.csv',
    readFileSync(path.join(ROOT, 'test/cases/csv-header-with-comma.csv'), 'utf8'),
  );
  const dataset = path.basename(made, '.csv');
  const { exitCode, output } = await make('send', `FILE=${made}`, 'ID="Last, First",b');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const { stdout } = await make('rows', `DATASET=${dataset}`, 'JSON=1');
  const rows: { pk: string; 'Last, First': string }[] = JSON.parse(stdout);
  expect(rows.map((row) => [row.pk, row['Last, First']]).sort()).toEqual([
    [`${dataset}#x#2`, 'x'],
    [`${dataset}#y#3`, 'y'],
  ]);
});

test('make send of a file whose id is not unique says so before and after, with what to write', async () => {
  const made = file('times.csv', readFileSync(path.join(ROOT, 'test/cases/id-not-unique.csv'), 'utf8'));
  const { exitCode, output } = await make('send', `FILE=${made}`);
  expect(exitCode).toBe(0);
  expect(output).toMatch(/⚠ The start of .*times\.csv: 297 of 300 rows have the id of a later row.*ID=a,b/);
  expect(output).toMatch(/^\S+times\.csv .*⚠ ID_NOT_UNIQUE$/m);
  expect(output).not.toContain('✔ every row');
});

test.each(['send', 'put'])('make %s warns about a CSV with semicolons', async (command) => {
  const { exitCode, output } = await make(command, `FILE=${file('semi.csv', 'a;b\n1;2\n')}`);
  expect(exitCode).toBe(0);
  expect(output).toMatch(/⚠ .*semi\.csv: cells end at ",", but ";" fits/);
});

test('logs as JSON prints one JSON object per line, with the function’s own fields', async () => {
  const { exitCode } = await make('send', `FILE=${file('ok.json', '[{"id":1}]')}`);
  expect(exitCode).toBe(0);
  const { stdout } = await make('logs', 'FN=extract', 'JSON=1');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({ log: expect.objectContaining({ message: 'extracted' }) }),
  );
});

test.each(['JSON=0', 'JSON='])('make status %s prints text for people', async (off) => {
  const { stdout } = await make('status', off);
  expect(stdout).toMatch(/^queue +visible/m);
});
