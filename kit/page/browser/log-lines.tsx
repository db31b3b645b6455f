import type { LogLine } from '../../workflow/logs';
import { clock } from './state';

/** Lines of a function's log. Those that are named are about the call or the job. */
export function LogLines({ lines }: { lines: readonly (LogLine & { readonly named?: boolean })[] }) {
  return (
    <ol class="log-lines">
      {lines
        .map((line) => ({ ...line, ...parsed(line) }))
        .sort((a, b) => a.at - b.at)
        .map(({ at, named, level, message, more }, i) => (
          <li key={i} class={named ? 'named' : ''}>
            <span class="soft">
              {clock(at)}.{String(at % 1000).padStart(3, '0')}
            </span>{' '}
            {level && <b class={level === 'INFO' ? '' : 'loud'}>{level}</b>} {message}{' '}
            <span class="soft">{more}</span>
          </li>
        ))}
    </ol>
  );
}

/** Returns a line of a function's log as the page shows it: what Powertools writes as JSON, or plain text. */
function parsed({ at, text }: LogLine) {
  try {
    const { level, message, timestamp, service: _, sampling_rate: __, ...more } = JSON.parse(text);
    // An engine may write all lines when an invocation ends: the line knows its own time.
    const written = Date.parse(timestamp) || at;
    return { at: written, level, message, more: Object.entries(more).map(asText).join('  ') };
  } catch {
    return { at, level: '', message: text, more: '' };
  }
}

function asText([name, value]: [string, unknown]): string {
  const { message } = (value ?? {}) as { message?: unknown };
  return `${name}=${typeof value === 'string' ? value : typeof message === 'string' ? message : JSON.stringify(value)}`;
}
