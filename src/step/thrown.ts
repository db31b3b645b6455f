import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { PermanentFailure } from '../errors';
import { kindOf } from './json-row';

/** What a user's code threw. It is not the failure's `cause`: that goes to the log, and its message may hold content. */
const thrown = new WeakMap<PermanentFailure, unknown>();

/** A failure of the user's code for a row. It says what was thrown and where, and not the message. */
export function failureOf(what: 'schema' | 'transform', row: number, error: unknown): PermanentFailure {
  const place = placeOf(error);
  const at = place === undefined ? '' : ` at ${place}`;
  const code = what === 'schema' ? 'SCHEMA_FAILED' : 'TRANSFORM_FAILED';
  const context = { row, ...(place !== undefined && { place }) };
  // What Sluice itself says to user code has no content in it.
  const failure =
    error instanceof PermanentFailure
      ? new PermanentFailure(error.code, `row ${row}: ${error.message}${at}`, { context })
      : new PermanentFailure(code, `row ${row}: the ${what} threw ${kindOf(error)}${at}`, { context });
  thrown.set(failure, error);
  return failure;
}

/** What the user's code threw when it led to this failure, for whom its content is no secret. */
export function thrownBy(failure: unknown): unknown {
  return failure instanceof PermanentFailure ? thrown.get(failure) : undefined;
}

/** `at name (/file.js:1:2)` or `at file:///file.js:1:2`. */
const FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]*?):(\d+):(\d+)\)?$/;

/** Where the user's code threw, as `src/pipeline.ts:12`: the innermost place that is neither a library's nor Sluice's. */
function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  // The message may have lines that look like places.
  for (const frame of error.stack.replace(error.message, '').split('\n')) {
    const [, file, line, column] = FRAME.exec(frame) ?? [];
    if (file === undefined) continue;
    const place = sourceOf(file, Number(line), Number(column)) ?? { source: file, line: Number(line) };
    if (/\/(node_modules|src\/step)\//.test(place.source)) continue;
    // A bundle was made in another folder than it is run in: what is before `src` says nothing.
    const source = /^.*\/(src\/.*)$/.exec(place.source)?.[1] ?? relative(process.cwd(), place.source);
    return `${source}:${place.line}`;
  }
  return undefined;
}

/** The place in the source of a bundle, by the source map beside it. */
function sourceOf(file: string, line: number, column: number): { source: string; line: number } | undefined {
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry)) return undefined;
    return { source: resolve(dirname(file), entry.originalSource), line: entry.originalLine + 1 };
  } catch {
    return undefined; // There is none: the code is not bundled.
  }
}
