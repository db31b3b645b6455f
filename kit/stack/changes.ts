import { readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';

/** Editors write a file more than once when they save it. */
const SETTLE_MS = 30;

/**
 * Yields the TypeScript files that are saved in a folder from now on, as paths from the root; files that are saved
 * together come together. Never ends; throws when the folder can no longer be watched.
 */
export function changes(root: string, folder: string): AsyncGenerator<string[], never> {
  const saved = new Set<string>();
  let wake: () => void = () => {};
  let failure: Error | undefined;
  const ending = new AbortController();
  const watched = new Set<string>();
  const tell = (file: string) => {
    if (!file.endsWith('.ts')) return;
    saved.add(file);
    setTimeout(() => wake(), SETTLE_MS);
  };

  // Not the one of node:fs/promises, which begins to watch only when the first change is requested. Not recursive
  // either: on Linux, Node.js 20 then watches each file, and loses a file that an editor replaces.
  const watchFolder = (inside: string, found: (file: string) => void) => {
    if (watched.has(inside)) return;
    watched.add(inside);
    const watcher = watch(path.join(root, inside), { signal: ending.signal }, (_, filename) => {
      if (!filename) return;
      const changed = path.posix.join(inside, filename);
      const entry = statSync(path.join(root, changed), { throwIfNoEntry: false });
      if (entry?.isDirectory()) watchFolder(changed, tell);
      else tell(changed);
    });
    watcher.on('error', (error) => {
      failure = error;
      wake();
    });
    for (const entry of readdirSync(path.join(root, inside), { withFileTypes: true })) {
      const name = path.posix.join(inside, entry.name);
      if (entry.isDirectory()) watchFolder(name, found);
      else found(name);
    }
  };
  watchFolder(folder, () => {});
  return (async function* () {
    try {
      for (;;) {
        if (saved.size === 0) await new Promise<void>((resolve) => (wake = resolve));
        if (failure) throw failure;
        const files = [...saved];
        saved.clear();
        if (files.length > 0) yield files;
      }
    } finally {
      ending.abort();
    }
  })();
}
