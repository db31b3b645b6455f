import { watch } from 'node:fs';
import path from 'node:path';

/** Editors write a file more than once when they save it. */
const SETTLE_MS = 30;

/**
 * TypeScript files that are saved in a folder from this call on, by their paths from the root; those saved at once come
 * together. Without end; throws when the folder cannot be watched any more.
 */
export function changes(root: string, folder: string): AsyncGenerator<string[], never> {
  const saved = new Set<string>();
  let wake: () => void = () => {};
  let failure: Error | undefined;
  // Not that of node:fs/promises, which begins to watch only when its first change is asked for.
  const watcher = watch(path.join(root, folder), { recursive: true }, (_, filename) => {
    if (!filename?.endsWith('.ts')) return;
    saved.add(path.posix.join(folder, filename.replaceAll(path.sep, '/')));
    setTimeout(() => wake(), SETTLE_MS);
  });
  watcher.on('error', (error) => {
    failure = error;
    wake();
  });
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
      watcher.close();
    }
  })();
}
