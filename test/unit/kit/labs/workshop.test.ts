import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Workshop } from '../../../../kit/labs/workshop';
import { ROOT } from '../../../../kit/session';

const FILE = 'src/extract/handler.ts';
const INTACT = readFileSync(path.join(ROOT, FILE), 'utf8');

const root = mkdtempSync(path.join(tmpdir(), 'sluice-labs-'));
afterAll(() => rmSync(root, { recursive: true }));
cpSync(path.join(ROOT, 'labs'), path.join(root, 'labs'), {
  recursive: true,
  filter: (file) => !/labs\/(\.kept|progress\.json)/.test(file),
});
for (const part of ['src', 'stack', 'serverless.yml'])
  cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
// The code of a lab imports it.
symlinkSync(path.join(ROOT, 'kit'), path.join(root, 'kit'));

beforeEach(() => {
  for (const made of ['.kept', 'progress.json'])
    rmSync(path.join(root, 'labs', made), { recursive: true, force: true });
  write(INTACT);
});

/** Each command is a separate process, which knows only what is in the files. */
const workshop = () => new Workshop(root);
const file = (name = FILE) => readFileSync(path.join(root, name), 'utf8');
const write = (content: string) => writeFileSync(path.join(root, FILE), content);
const code = (run: () => unknown) => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

/** Breaks lab 2 as `make predict` does. */
function breakLab() {
  workshop().begin('2');
  workshop().breakFile('c');
  workshop().measured('c', ['9 files']);
}

test('a prediction is recorded before the file is broken', () => {
  workshop().begin('2');
  expect(file()).toBe(INTACT);
  expect(code(() => workshop().requireBroken())).toBe('LAB_NOT_PREDICTED');
  expect(code(() => workshop().breakFile('z'))).toBe('NO_SUCH_ANSWER');
  expect(file()).toBe(INTACT);
  const { done } = workshop().breakFile('c');
  expect(done.prediction).toBe('c');
  expect(file()).not.toBe(INTACT);
});

test('a lab does not break a file that the learner has changed', () => {
  workshop().begin('2');
  write(`${INTACT}// mine\n`);
  expect(code(() => workshop().breakFile('c'))).toBe('LAB_FILE_CHANGED');
  expect(file()).toBe(`${INTACT}// mine\n`);
});

test('a lab does not begin on a file that it does not know', () => {
  write(INTACT.replace('return processPartialResponse(', 'return process('));
  expect(code(() => workshop().begin('2'))).toBe('LAB_FILE_CHANGED');
  expect(workshop().open).toBeUndefined();
});

test('after Ctrl-C between the prediction and its measurement, predict completes it under the first prediction', () => {
  workshop().begin('2');
  workshop().breakFile('c');
  expect(code(() => workshop().requireBroken())).toBe('LAB_INTERRUPTED');
  write(INTACT); // As if the process had ended before it broke the file.
  const { done } = workshop().breakFile('a');
  expect(done.prediction).toBe('c');
  expect(file()).not.toBe(INTACT);
  workshop().close();
  expect(file()).toBe(INTACT);
});

test('lab-reset keeps the learner’s version, puts the file back, and is harmless the second time', () => {
  breakLab();
  const mine = `${file()}// my fix\n`;
  write(mine);
  const [putBack] = workshop().close();
  expect(file()).toBe(INTACT);
  expect(file(putBack?.copy)).toBe(mine);
  expect(workshop().open).toBeUndefined();
  expect(workshop().close()).toEqual([]);
});

test('no copy is kept of what only the lab has written', () => {
  breakLab();
  expect(workshop().close()).toEqual([{ file: FILE }]);
});

test('a passed lab’s files are put back when the next lab begins, and another lab cannot begin before', () => {
  breakLab();
  expect(code(() => workshop().begin('4'))).toBe('LAB_OPEN');
  write(`${INTACT}// my fix\n`);
  workshop().passed();
  const { opened, putBack } = workshop().begin('4');
  expect(opened.lab.number).toBe(4);
  expect(putBack.map(({ file }) => file)).toEqual([FILE]);
  expect(file()).toBe(INTACT);
});

test('an open lab is shown again by make lab, and the first lab that is not passed is the next one', () => {
  breakLab();
  expect(workshop().begin(undefined).opened).toMatchObject({ phase: 'broken', lab: { number: 2 } });
  workshop().passed();
  expect(workshop().begin(undefined).opened.lab.number).toBe(1);
});

test('a lab without a break leaves its file as it is, and puts it back afterwards', () => {
  const exercise = 'labs/11-read-all/find.ts';
  const before = file(exercise);
  workshop().begin('11');
  workshop().breakFile('d');
  workshop().measured('d', ['700 items']);
  expect(file(exercise)).toBe(before);
  writeFileSync(path.join(root, exercise), `${before}// my fix\n`);
  const [putBack] = workshop().close();
  expect(file(exercise)).toBe(before);
  expect(file(putBack?.copy)).toContain('// my fix');
});

test('the solution is shown after the third hint, or after a pass', () => {
  breakLab();
  expect(code(() => workshop().solution())).toBe('LAB_SOLUTION_LATER');
  expect([1, 2, 3, 4].map(() => workshop().hint().number)).toEqual([1, 2, 3, 3]);
  workshop().apply(workshop().solution().patch);
  expect(file()).toBe(INTACT);
});

test('a patch that does not fit changes nothing', () => {
  breakLab();
  for (let i = 0; i < 3; i++) workshop().hint();
  write('export {};\n');
  expect(code(() => workshop().apply(workshop().solution().patch))).toBe('LAB_FILE_CHANGED');
  expect(file()).toBe('export {};\n');
});

test('progress that cannot be read is said, and no temporary file is left', () => {
  breakLab();
  expect(readdirSync(path.join(root, 'labs')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  writeFileSync(path.join(root, 'labs', 'progress.json'), '{"labs":');
  expect(code(() => workshop().open)).toBe('LAB_PROGRESS_UNREADABLE');
});

test('an open lab whose copies were deleted stays open, and says how to put its files back', () => {
  breakLab();
  const broken = file();
  rmSync(path.join(root, 'labs', '.kept'), { recursive: true });
  expect(code(() => workshop().close())).toBe('LAB_COPY_MISSING');
  expect(file()).toBe(broken);
  expect(workshop().open?.phase).toBe('broken');
});

test('a seed chooses the break of lab 13, with its hints and its solution, for a later command as well', () => {
  workshop().begin('13', 3);
  expect(workshop().open?.done.seed).toBe(3);
  const { lab } = workshop().breakFile('a');
  workshop().measured('a', []);
  const broken = workshop().open?.lab.chosen;
  expect(broken).toEqual(lab.unlisted[2]);
  expect(file(broken?.place.file)).toContain(broken?.place.to);
  for (let i = 0; i < 3; i++) expect(workshop().hint().text).toBe(lab.hints[i]);
  workshop().apply(workshop().solution().patch);
  expect(file(broken?.place.file)).toContain(broken?.place.from);
  expect(workshop().close()).toEqual([]);
});

test('without a seed, lab 13 chooses one by chance and remembers it', () => {
  const seed = workshop().begin('13').opened.done.seed ?? 0;
  expect(seed).toBeGreaterThan(0);
  expect(workshop().begin('13').opened.done.seed).toBe(seed);
  expect(code(() => workshop().begin('13', seed + 1))).toBe('LAB_OPEN');
});

test('a seed is refused for a lab that has one break', () => {
  expect(code(() => workshop().begin('2', 5))).toBe('LAB_WITHOUT_SEED');
  expect(workshop().open).toBeUndefined();
});

test('a file that the learner added to a folder of the lab is kept, and taken away', () => {
  workshop().begin('13', 1);
  const added = path.join('src', 'mine.ts');
  writeFileSync(path.join(root, added), 'export {};\n');
  const [putBack] = workshop().close();
  expect(putBack?.file).toBe(added);
  expect(file(putBack?.copy)).toBe('export {};\n');
  expect(() => file(added)).toThrow('ENOENT');
});
