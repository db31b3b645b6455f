import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../atomic-write';

/** The folder of copies, from the root. It is not part of `.sluice/`, which `make clean` deletes. */
export const KEPT = 'labs/.kept';

/** Copies of the files of one lab: as they were before it, and as the learner had them when they were put back. */
export class Kept {
  /** @param parts files, and folders with all that is in them */
  constructor(
    private readonly root: string,
    private readonly lab: string,
    private readonly parts: readonly string[],
  ) {}

  /** Copies the files as they are before the lab. */
  keepOriginals(): void {
    rmSync(this.original(''), { recursive: true, force: true });
    for (const part of this.parts) {
      mkdirSync(path.dirname(this.original(part)), { recursive: true });
      cpSync(path.join(this.root, part), this.original(part), { recursive: true });
    }
  }

  /** Returns the files that differ from what they were before the lab, or were not there. */
  changed(): string[] {
    const all = this.parts.flatMap((part) => [
      ...filesOf(this.root, part),
      ...filesOf(this.original(''), part),
    ]);
    return [...new Set(all)].filter(
      (file) => contentOf(path.join(this.root, file)) !== contentOf(this.original(file)),
    );
  }

  originalOf(file: string): string {
    return readFileSync(this.original(file), 'utf8');
  }

  /**
   * Puts the files back as they were before the lab, and keeps a copy of each that the learner wrote.
   * @param breaks what the lab itself has written; no copy of that is kept
   * @returns the files that were put back, each with its copy from the root, if there is one
   */
  restore(breaks: Readonly<Record<string, string>>): { file: string; copy?: string }[] {
    const now = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    return this.changed().map((file) => {
      const there = path.join(this.root, file);
      const learners = contentOf(there);
      const isOwn = learners !== undefined && learners !== breaks[file];
      const copy = path.posix.join(KEPT, this.lab, now, file);
      if (isOwn) writeAtomically(path.join(this.root, copy), learners);
      if (existsSync(this.original(file))) writeAtomically(there, this.originalOf(file));
      else rmSync(there);
      return { file, ...(isOwn && { copy }) };
    });
  }

  /** Whether there is a copy of each file. */
  get complete(): boolean {
    return this.parts.every((part) => existsSync(this.original(part)));
  }

  private original(file: string): string {
    return path.join(this.root, KEPT, this.lab, 'original', file);
  }
}

/** Returns the files of a part: itself, or all in the folder. Each path is from the root. */
export function filesOf(root: string, part: string): string[] {
  const there = path.join(root, part);
  if (!existsSync(there)) return [];
  if (!statSync(there).isDirectory()) return [part];
  return readdirSync(there, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
