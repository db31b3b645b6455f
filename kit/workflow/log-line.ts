import type { LogLine } from './logs';

/** The fields that Powertools adds to each line; the last one on an engine that traces. */
const LOGGERS_OWN = ['service', 'sampling_rate', 'xray_trace_id'];

/** Returns a line of a function's log for people: what Powertools writes as JSON, without its stack traces, or plain text. */
export function parsed({ at, source, text }: Pick<LogLine, 'at' | 'source' | 'text'>) {
  const said = { at, source, level: '', message: text, more: '' };
  try {
    const { level, message, timestamp, ...fields } = JSON.parse(text);
    const more = Object.entries(fields).filter(([name]) => !LOGGERS_OWN.includes(name));
    const written = Date.parse(timestamp);
    return {
      ...said,
      // An engine may write all lines when an invocation ends: the line knows its own time.
      ...(written && { at: written }),
      ...{ level, message, more: more.map(asText).join('  ') },
    };
  } catch {
    return said;
  }
}

function asText([name, value]: [string, unknown]): string {
  const { message } = (value ?? {}) as { message?: unknown };
  return `${name}=${typeof value === 'string' ? value : typeof message === 'string' ? message : JSON.stringify(value)}`;
}
