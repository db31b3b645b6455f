import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../atomic-write';
import { KitError } from '../errors';
import { broken, type Contents, filesIn } from './break';
import { KEPT, Kept } from './kept';
import { type Lab, labOf, placeOf, readLabs, solutionOf, withSeed } from './labs';
import { apply, type Patch } from './patch';
import {
  type Done,
  type Phase,
  PROGRESS,
  type Progress,
  readProgress,
  withLab,
  writeProgress,
} from './progress';

/** A random seed is below this: short enough to be told to a neighbour. */
const MOST_RANDOM = 1000;

/** An open lab, and how far it is. */
export interface OpenLab {
  readonly lab: Lab;
  readonly phase: Phase;
  readonly done: Done;
}

/** A file that was put back, and the copy of what the learner had written there, if anything. */
export type PutBack = ReturnType<Kept['restore']>[number];

/**
 * The files and the progress of the labs in a checkout. Each change is written so that the process may end at any
 * moment: progress first, then the files.
 */
export class Workshop {
  readonly labs: readonly Lab[];

  constructor(private readonly root: string) {
    this.labs = readLabs(root);
  }

  get progress(): Progress {
    return readProgress(this.root);
  }

  /** Returns the open lab. */
  get open(): OpenLab | undefined {
    const { open, phase = 'asked', labs } = this.progress;
    const lab = this.labs.find(({ name }) => name === open);
    if (!lab) return undefined;
    const done = labs[lab.name] ?? { begun: '', hints: 0 };
    return { lab: withSeed(lab, done.seed ?? 1), phase, done };
  }

  /** Returns the open lab. @throws KitError `NO_LAB_OPEN` */
  required(): OpenLab {
    if (this.open) return this.open;
    throw new KitError('NO_LAB_OPEN');
  }

  /** Returns the open lab after its break. @throws KitError `NO_LAB_OPEN`, `LAB_NOT_PREDICTED` or `LAB_INTERRUPTED` */
  requireBroken(): OpenLab {
    const open = this.required();
    const { lab, phase } = open;
    if (phase === 'asked') {
      throw new KitError('LAB_NOT_PREDICTED', {
        number: lab.number,
        answers: Object.keys(lab.answers).join(', '),
      });
    }
    if (phase === 'breaking') throw new KitError('LAB_INTERRUPTED', { number: lab.number });
    return open;
  }

  /**
   * Returns the lab that `begin` opens: one that is open and not passed, this one, or the first that is not passed.
   * @param seed chooses the break of a lab that has several
   * @throws KitError `LAB_OPEN` when another lab, or one of another seed, is open and not passed, `NO_SUCH_LAB`, or
   *   `LAB_WITHOUT_SEED`
   */
  toBegin(number: string | undefined, seed?: number): Lab {
    const { open } = this;
    const wanted = number === undefined ? undefined : labOf(this.labs, number);
    if (!open || open.phase === 'passed') {
      const lab = wanted ?? this.next();
      if (seed === undefined || lab.unlisted.length > 0) return lab;
      throw new KitError('LAB_WITHOUT_SEED', { number: lab.number });
    }
    const isOther = wanted && wanted.name !== open.lab.name;
    if (isOther || (seed !== undefined && seed !== open.done.seed))
      throw new KitError('LAB_OPEN', { number: open.lab.number });
    return open.lab;
  }

  /**
   * Opens the lab that `toBegin` returns; one that is open stays open. Puts the files of a passed lab back.
   * @param seed a random one when missing
   * @throws KitError as `toBegin`, or `LAB_FILE_CHANGED` when the files are not those that the lab is about
   */
  begin(number: string | undefined, seed?: number): { opened: OpenLab; putBack: PutBack[] } {
    const found = this.toBegin(number, seed);
    const before = this.open;
    if (before && before.phase !== 'passed') return { opened: before, putBack: [] };
    const chosen = seed ?? randomInt(1, MOST_RANDOM);
    const lab = withSeed(found, chosen);
    const putBack = before ? this.close() : [];
    broken(placeOf(lab), filesIn(this.root)); // Throws before anything is recorded.
    this.kept(lab).keepOriginals();
    const { labs } = this.progress;
    const passed = labs[lab.name]?.passed;
    const done = {
      ...{ begun: new Date().toISOString(), hints: 0 },
      ...(lab.chosen && { seed: chosen }),
      ...(passed && { passed }),
    };
    writeProgress(this.root, { open: lab.name, phase: 'asked', labs: { ...labs, [lab.name]: done } });
    return { opened: this.required(), putBack };
  }

  /**
   * Records a prediction and breaks the open lab's file. After an interruption, completes it under the first prediction.
   * @param answer missing to complete an interrupted break
   * @throws KitError `NO_SUCH_ANSWER`, `LAB_NOT_PREDICTED`, or `LAB_FILE_CHANGED` when the learner has changed the file
   */
  breakFile(answer: string | undefined): OpenLab {
    const { lab, phase } = this.required();
    if (phase === 'broken' || phase === 'passed') return this.required();
    const answers = Object.keys(lab.answers);
    if (phase === 'asked') {
      if (answer === undefined)
        throw new KitError('LAB_NOT_PREDICTED', { number: lab.number, answers: answers.join(', ') });
      if (answer !== 'skip' && !answers.includes(answer))
        throw new KitError('NO_SUCH_ANSWER', { answer, answers: answers.join(', ') });
    }
    const changed = this.kept(lab).changed();
    const breaks = this.breaks(lab);
    const own = changed.find((file) => phase === 'asked' || this.read(file) !== breaks[file]);
    if (own) throw new KitError('LAB_FILE_CHANGED', { file: own, what: 'was changed since the lab began' });
    if (phase === 'asked')
      this.record({ phase: 'breaking' }, lab, answer === undefined ? {} : { prediction: answer });
    for (const [file, content] of Object.entries(breaks))
      writeAtomically(path.join(this.root, file), content);
    return this.required();
  }

  /** Records what the broken system did. The lab is broken from then on. */
  measured(answer: string, seen: readonly string[]): void {
    this.record({ phase: 'broken' }, this.required().lab, { measured: answer, seen });
  }

  passed(): void {
    this.record({ phase: 'passed' }, this.required().lab, { passed: new Date().toISOString() });
  }

  /** Returns the next hint of the open lab, and counts it; after the third one, the third one again. */
  hint(): { lab: Lab; number: number; text: string } {
    const { lab, done } = this.requireBroken();
    const number = Math.min(3, done.hints + 1);
    this.record({}, lab, { hints: number });
    return { lab, number, text: lab.hints[number - 1] ?? '' };
  }

  /** Returns the solution of the open lab. @throws KitError `LAB_SOLUTION_LATER` before a pass and before the third hint */
  solution(): { lab: Lab; patch: Patch } {
    const { lab, done } = this.requireBroken();
    if (!done.passed && done.hints < 3) throw new KitError('LAB_SOLUTION_LATER', { number: lab.number });
    return { lab, patch: solutionOf(lab) };
  }

  /** Applies a patch to the files. @throws KitError `LAB_FILE_CHANGED` */
  apply(patch: Patch): void {
    apply(this.root, patch);
  }

  /**
   * Closes the open lab and puts its files back. Returns those that were not as before the lab.
   * @throws KitError `LAB_COPY_MISSING` when someone deleted the copies
   */
  close(): PutBack[] {
    const { open } = this;
    if (!open) return [];
    const kept = this.kept(open.lab);
    if (!kept.complete) {
      throw new KitError('LAB_COPY_MISSING', {
        folder: KEPT,
        files: open.lab.files.join(' '),
        file: PROGRESS,
      });
    }
    const putBack = kept.restore(this.breaks(open.lab));
    const { open: _, phase: __, ...progress } = this.progress;
    writeProgress(this.root, progress);
    return putBack;
  }

  /** Returns the first lab that is not passed, or the first of all. */
  private next(): Lab {
    const { labs } = this.progress;
    const next = this.labs.find(({ name }) => !labs[name]?.passed) ?? this.labs[0];
    if (next) return next;
    throw new KitError('NO_SUCH_LAB', { number: '', numbers: '' });
  }

  private kept(lab: Lab): Kept {
    return new Kept(this.root, lab.name, lab.files);
  }

  /** Returns what the break writes, made from the copies of before the lab. */
  private breaks(lab: Lab): Contents {
    const kept = this.kept(lab);
    return broken(placeOf(lab), (file) => kept.originalOf(file));
  }

  private read(file: string): string | undefined {
    const there = path.join(this.root, file);
    return existsSync(there) ? readFileSync(there, 'utf8') : undefined;
  }

  private record(more: Partial<Progress>, lab: Lab, done: Partial<Done>): void {
    writeProgress(this.root, { ...withLab(this.progress, lab.name, done), ...more });
  }
}
