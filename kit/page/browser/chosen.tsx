import { useEffect, useState } from 'preact/hooks';
import type { CallReport } from '../../faults/calls';
import { parsed } from '../../workflow/log-line';
import type { LineOfCall } from '../invocation';
import type { About } from '../view';
import { Command } from './command';
import { fileOf } from './lanes';
import { act } from './server';
import { sluice, took } from './words';

const LOOK_EVERY_MS = 1000;

/** A call in detail: what was called, the log of its invocation, and the file that makes the call. */
export function Chosen({ call, timeouts }: { call: CallReport; timeouts: About['timeouts'] }) {
  const { operation, key, attempt, seconds, fault } = call;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['key', key],
    ['took', call.ms === undefined ? 'still running' : took(call.ms)],
    ['answer', call.ms === undefined ? undefined : (call.status ?? 'no complete answer')],
    ['attempt', attempt],
    ['visible in', seconds === undefined ? undefined : `${seconds} s`],
    ['fault', fault],
  ];
  return (
    <div class="chosen" aria-live="polite">
      <dl>
        <div>
          <dt>call</dt>
          <dd>
            <b>{operation}</b> by {call.function}
          </dd>
        </div>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        <div>
          <dt>code</dt>
          <dd>
            <code>{fileOf(call)}</code>
          </dd>
        </div>
      </dl>
      <Log call={call} timeouts={timeouts} />
    </div>
  );
}

/** What the call's invocation has logged. Looks again until there is a line, or there can be none. */
function Log({ call, timeouts }: { call: CallReport; timeouts: About['timeouts'] }) {
  const [lines, setLines] = useState<readonly LineOfCall[]>();
  const [trouble, setTrouble] = useState('');
  const { at, job, key, function: name } = call;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const look = async () => {
      try {
        const found = await act<LineOfCall[]>('log', { function: name, at, job, key });
        if (gone) return;
        setLines(found);
        const last = at + 2 * 1000 * (timeouts[name as keyof typeof timeouts] ?? 0);
        if (!found.some(({ named }) => named) && Date.now() < last) timer = setTimeout(look, LOOK_EVERY_MS);
      } catch (error) {
        setTrouble((error as Error).message);
      }
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  return (
    <div class="log">
      <div class="title">
        <h3>Log of its invocation</h3>
        <Command text={sluice('logs')} />
      </div>
      {trouble && <p class="trouble">{trouble}</p>}
      {lines === undefined && !trouble && <p class="empty">Reading the log…</p>}
      {lines?.length === 0 && (
        <p class="empty">
          No line yet. An invocation may write its log when it ends, and a killed one writes none.
        </p>
      )}
      {lines && lines.length > 0 && (
        <ol>
          {lines.map((line, i) => (
            <Line key={i} line={line} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Line({ line }: { line: LineOfCall }) {
  const { at, level, message, more } = parsed(line);
  return (
    <li class={line.named ? 'named' : ''}>
      <span class="soft">{at}</span> {level && <b class={level === 'INFO' ? '' : 'loud'}>{level}</b>}{' '}
      {message} <span class="soft">{more}</span>
    </li>
  );
}
