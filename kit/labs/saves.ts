import { statSync, watch } from 'node:fs';
import path from 'node:path';
import { filesOf } from './kept';
import type { Lab } from './labs';

/** Editors write a file more than once when they save it. */
const SETTLE_MS = 300;

type Files = Pick<Lab, 'files'>;

/** Watches the files of a lab until `end`. `first` resolves when a file was saved. */
export function watchSaves(root: string, lab: Files): { first: Promise<'saved'>; end: () => void } {
  // The folders, not the files: editors replace a file when they save it.
  const folders = new Set(lab.files.map((part) => (isFolder(root, part) ? part : path.dirname(part))));
  const watchers = [...folders].map((folder) => ({
    folder,
    // A folder of the lab may get new folders.
    watcher: watch(path.join(root, folder), { recursive: lab.files.includes(folder) }),
  }));
  const first = new Promise<'saved'>((resolve) => {
    for (const { folder, watcher } of watchers) {
      watcher.on('change', (_, name) => {
        const file = path.join(folder, String(name));
        // Editors keep their own files beside a file, under a name with a dot.
        if (path.basename(file).startsWith('.')) return;
        setTimeout(() => filesIn(root, lab).includes(file) && resolve('saved'), SETTLE_MS);
      });
      watcher.on('error', () => {});
    }
  });
  const end = () => {
    for (const { watcher } of watchers) watcher.close();
  };
  return { first, end };
}

/** Returns a text that differs after each save of a file of the lab. */
export function stampOf(root: string, lab: Files): string {
  const saved = (file: string) => statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs;
  return JSON.stringify(filesIn(root, lab).map((file) => [file, saved(file)]));
}

function isFolder(root: string, part: string): boolean {
  return statSync(path.join(root, part), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function filesIn(root: string, { files }: Files): string[] {
  return files.flatMap((part) => filesOf(root, part));
}
