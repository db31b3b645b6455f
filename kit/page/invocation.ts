import type { CallReport } from '../faults/calls';
import type { LogLine } from '../workflow/logs';

/** A line of the invocation that made a call. */
export interface LineOfCall extends LogLine {
  /** Whether the line names what the call is about. An invocation of extract may work on several jobs. */
  readonly named: boolean;
}

interface Invocation {
  from: number;
  to: number;
  readonly lines: LogLine[];
}

/** Clocks of containers, and times that are rounded. */
const MARGIN_MS = 250;

/**
 * Returns what the invocation that made a call has logged. When several ran at that moment, those that name what the
 * call is about decide; when none does, the lines of all are returned, without those that name only other jobs.
 * @param lines of the call's function, in order
 * @param names what the call is about: the ids of its job, key and message
 */
export function linesOfCall(
  lines: readonly LogLine[],
  { at }: Pick<CallReport, 'at'>,
  names: readonly string[],
): LineOfCall[] {
  const quoted = names.map((name) => JSON.stringify(name));
  const isNamed = ({ text }: LogLine) => quoted.some((name) => text.includes(name));
  const then = invocations(lines).filter(({ from, to }) => from - MARGIN_MS <= at && at <= to + MARGIN_MS);
  const about = then.filter((one) => one.lines.some(isNamed));
  const possible = about.length > 0 ? about : then.filter((one) => names.length === 0 || !isAboutOthers(one));
  return possible.flatMap((one) => one.lines.map((line) => ({ ...line, named: isNamed(line) })));
}

function isAboutOthers({ lines }: Invocation): boolean {
  const own = lines.filter(({ text }) => text.startsWith('{'));
  return own.length > 0 && own.every(({ text }) => text.includes('"job":"'));
}

/**
 * Returns the invocations by the lines that Lambda adds. Some engines write all lines when an invocation ends, so that
 * its beginning is known from its duration only.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
function invocations(lines: readonly LogLine[]): readonly Invocation[] {
  const all: Invocation[] = [];
  const open = new Map<string, Invocation>();
  for (const line of lines) {
    if (line.text.startsWith('START RequestId: ')) {
      const next = { from: line.at, to: Infinity, lines: [] };
      // A killed invocation has no end: it ended before the next one of its stream began.
      const last = open.get(line.stream);
      if (last) last.to = line.at;
      open.set(line.stream, next);
      all.push(next);
      continue;
    }
    const current = open.get(line.stream);
    if (!current || line.text.startsWith('END RequestId: ')) continue;
    current.lines.push(line);
    const [, duration] = /^REPORT RequestId: \S+\s+Duration: ([\d.]+) ms/.exec(line.text) ?? [];
    if (duration === undefined) continue;
    current.from = Math.min(current.from, line.at - Number(duration));
    current.to = line.at;
    open.delete(line.stream);
  }
  return all;
}
