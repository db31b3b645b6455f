import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { PermanentFailure } from '../errors';
import { kindOf } from './result';

/**
 * What a user's code threw. Kept apart from the failure's `cause`, which is logged, because the message may hold row
 * content.
 */
const thrown = new WeakMap<PermanentFailure, unknown>();

/**
 * Returns the failure of the user's code for a row. It says what was thrown and where, but includes only Sluice's own
 * messages.
 */
export function failureOf(at: 'schema' | 'transform', row: number, error: unknown): PermanentFailure {
  const found = placeOf(error);
  const place = found === undefined ? '' : ` at ${found}`;
  if (error instanceof PermanentFailure) {
    return new PermanentFailure(error.code, `row ${row}: ${error.message}${place}`);
  }
  const code = at === 'schema' ? 'SCHEMA_FAILED' : 'TRANSFORM_FAILED';
  const failure = new PermanentFailure(code, { row, thrown: kindOf(error), place });
  thrown.set(failure, error);
  return failure;
}

/** Returns what the user's code threw to cause this failure, for readers who may see the row's content. */
export function thrownBy(failure: unknown): unknown {
  return failure instanceof PermanentFailure ? thrown.get(failure) : undefined;
}

/** `at name (/file.js:1:2)` or `at file:///file.js:1:2`. */
const FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]*?):(\d+):(\d+)\)?$/;

/** Where user code is called: stack frames below this one are Sluice's. */
const CALLER = /\/src\/step\/apply\./;
const NOT_USERS = /\/(node_modules|src\/step)\//;

/**
 * Returns where the user's code threw, such as `src/pipeline.ts:12`: the innermost frame that is neither a library's
 * nor Sluice's.
 */
export function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  // The message may have lines that look like stack frames.
  for (const frame of error.stack.replace(error.message, '').split('\n')) {
    const [, file, line, column] = FRAME.exec(frame) ?? [];
    if (file === undefined) continue;
    const place = sourceOf(file, Number(line), Number(column)) ?? { source: file, line: Number(line) };
    if (CALLER.test(place.source)) return undefined;
    if (NOT_USERS.test(place.source)) continue;
    // A bundle is built in another folder than it runs in: the path before `src` means nothing.
    const source = /^.*\/(src\/.*)$/.exec(place.source)?.[1] ?? relative(process.cwd(), place.source);
    return `${source}:${place.line}`;
  }
  return undefined;
}

/** Returns the source position of a position in a bundle, from the source map beside it. */
function sourceOf(file: string, line: number, column: number): { source: string; line: number } | undefined {
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry)) return undefined;
    return { source: resolve(dirname(file), entry.originalSource), line: entry.originalLine + 1 };
  } catch {
    return undefined; // Without a source map, the code is not bundled.
  }
}
