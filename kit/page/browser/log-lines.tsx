import { parsed } from '../../workflow/log-line';
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
