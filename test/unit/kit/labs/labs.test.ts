import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../../../kit/atomic-write';
import { broken, filesIn } from '../../../../kit/labs/break';
import { codeOf, fixesOf, readLabs, solutionOf } from '../../../../kit/labs/labs';
import { apply } from '../../../../kit/labs/patch';
import { ROOT } from '../../../../kit/session';
import { temporaryFolder } from '../engines/support/machine';

const labs = readLabs(ROOT);

test('the labs are there, by number', () => {
  expect(labs.map(({ number }) => number)).toEqual(expect.arrayContaining([2, 4, 9, 10]));
});

test('a hint that begins with code keeps the spaces of its first line', () => {
  expect(labs.find(({ number }) => number === 2)?.hints[2]).toMatch(/^ {4}- {2}await .*\n {4}\+/);
});

describe.each(labs.map((lab) => [lab.name, lab] as const))('lab %s', (_, lab) => {
  test('fits a terminal of 100 columns', () => {
    const texts = ['lab.md', 'hints.md'].map((file) => readFileSync(path.join(lab.folder, file), 'utf8'));
    const answers = Object.values(lab.answers).map((answer) => `  it was:    a  ${answer} as you said`);
    const wide = [...texts.join('\n').split('\n'), ...answers].filter((line) => [...line].length > 100);
    expect(wide).toEqual([]);
  });

  test('asks for something that an earlier lab taught, from lab 4 on', () => {
    if (lab.number < 4) return expect(lab.recall).toBeUndefined();
    expect(lab.recall?.lab).toBeLessThan(lab.number);
  });

  test('breaks its own files only, if it breaks anything', () => {
    const breaks = broken(codeOf(lab).break, filesIn(ROOT));
    expect(lab.files).toEqual(expect.arrayContaining(Object.keys(breaks)));
    for (const [file, content] of Object.entries(breaks)) expect(content).not.toBe(filesIn(ROOT)(file));
  });

  test('has at least two wrong fixes, each with the sentence with which it must fail', () => {
    const wrong = Object.values(fixesOf(lab, 'wrong'));
    expect(wrong.length).toBeGreaterThanOrEqual(2);
    for (const { about } of wrong) expect(about).toMatch(/^Must fail with: \S.*\.$/m);
  });

  test('has patches that fit its broken files, and change nothing else', () => {
    const root = temporaryFolder();
    for (const part of ['src', 'stack', ...lab.files])
      cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
    const breaks = Object.entries(broken(codeOf(lab).break, filesIn(ROOT)));
    const patches = [
      solutionOf(lab),
      ...Object.values({ ...fixesOf(lab, 'wrong'), ...fixesOf(lab, 'other') }),
    ];
    for (const patch of patches) {
      for (const file of lab.files) cpSync(path.join(ROOT, file), path.join(root, file));
      for (const [file, content] of breaks) writeAtomically(path.join(root, file), content);
      apply(root, patch);
      const touched = [...patch.diff.matchAll(/^\+\+\+ b\/(\S+)/gm)].map(([, file]) => file);
      expect(lab.files).toEqual(expect.arrayContaining(touched));
    }
  });
});
