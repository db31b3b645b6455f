import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../../../../kit/atomic-write';
import { broken, filesIn } from '../../../../kit/labs/break';
import { filesOf } from '../../../../kit/labs/kept';
import {
  fixesOf,
  type Lab,
  measuresOn,
  placeOf,
  readLabs,
  solutionOf,
  withSeed,
} from '../../../../kit/labs/labs';
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

test('the measurement is compared with what the prose says of the same engine', () => {
  const measures = { ministack: 'd', 'localstack-host': 'c' };
  expect(measuresOn({ measures }, 'ministack')).toEqual(['d']);
  expect(measuresOn({ measures }, 'http://127.0.0.1:4566')).toEqual(['d', 'c']);
  expect(measuresOn({ measures: 'b' }, 'ministack')).toEqual(['b']);
});

/** Each lab, or each of its breaks. */
const breaks = labs.flatMap((lab): [string, Lab][] =>
  lab.unlisted.length === 0
    ? [[lab.name, lab]]
    : lab.unlisted.map(({ name }, i) => [`${lab.name}, ${name}`, withSeed(lab, i + 1)]),
);

test('a seed chooses one of at least eight unlisted breaks, which are in different files', () => {
  const several = labs.filter(({ unlisted }) => unlisted.length > 0);
  expect(several.map(({ number }) => number)).toEqual([13]);
  const places = several.flatMap(({ unlisted }) => unlisted.map(({ place }) => place.file));
  expect(places.length).toBeGreaterThanOrEqual(8);
  expect(new Set(places).size).toBe(places.length);
  const [lab] = several;
  expect(lab && withSeed(lab, places.length + 2).chosen).toBe(lab?.unlisted[1]);
});

test('the prose of a lab with unlisted breaks names no file that is broken', () => {
  for (const { sections, unlisted } of labs) {
    const prose = Object.values(sections).join('\n');
    expect(unlisted.filter(({ place }) => prose.includes(place.file))).toEqual([]);
  }
});

describe.each(breaks)('lab %s', (_, lab) => {
  test('fits a terminal of 100 columns', () => {
    const pages = [path.join(lab.folder, 'lab.md'), path.join(lab.fixes, 'hints.md')];
    const texts = pages.map((page) => readFileSync(page, 'utf8'));
    const answers = Object.values(lab.answers).map((answer) => `  it was:    a  ${answer} (as you said)`);
    const wide = [...texts.join('\n').split('\n'), ...answers].filter((line) => [...line].length > 100);
    expect(wide).toEqual([]);
  });

  test('asks for something that an earlier lab taught, from lab 4 on', () => {
    if (lab.number < 4) return expect(lab.recall).toBeUndefined();
    expect(lab.recall?.lab).toBeLessThan(lab.number);
  });

  test('says which of its answers the measurement gives', () => {
    const letters = measuresOn(lab, 'an engine that it does not name');
    expect(letters).not.toEqual([]);
    expect(Object.keys(lab.answers)).toEqual(expect.arrayContaining(letters));
  });

  test('breaks its own files only, if it breaks anything', () => {
    const breaks = broken(placeOf(lab), filesIn(ROOT));
    expect(filesOfLab(lab)).toEqual(expect.arrayContaining(Object.keys(breaks)));
    for (const [file, content] of Object.entries(breaks)) expect(content).not.toBe(filesIn(ROOT)(file));
  });

  test('has at least two wrong fixes, each with the sentence with which it must fail', () => {
    const wrong = Object.values(fixesOf(lab, 'wrong'));
    if (!lab.chosen) expect(wrong.length).toBeGreaterThanOrEqual(2);
    for (const { about } of wrong) expect(about).toMatch(/^Must fail with: \S.*\.$/m);
  });

  test('has patches that fit its broken files, and change nothing else', () => {
    const root = temporaryFolder();
    for (const part of ['src', 'stack', ...lab.files])
      cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
    const breaks = Object.entries(broken(placeOf(lab), filesIn(ROOT)));
    const patches = [
      solutionOf(lab),
      ...Object.values({ ...fixesOf(lab, 'wrong'), ...fixesOf(lab, 'other') }),
    ];
    for (const patch of patches) {
      for (const file of filesOfLab(lab)) cpSync(path.join(ROOT, file), path.join(root, file));
      for (const [file, content] of breaks) writeAtomically(path.join(root, file), content);
      apply(root, patch);
      const touched = [...patch.diff.matchAll(/^\+\+\+ b\/(\S+)/gm)].map(([, file]) => file);
      expect(filesOfLab(lab)).toEqual(expect.arrayContaining(touched));
    }
  });
});

function filesOfLab({ files }: Lab): string[] {
  return files.flatMap((part) => filesOf(ROOT, part));
}
