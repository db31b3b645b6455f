import { useState } from 'preact/hooks';
import { parsed } from '../../workflow/log-line';
import type { LogLine } from '../../workflow/logs';
import type { JobView } from '../view';
import { Command } from './command';
import { act } from './server';
import { sluice } from './words';

type Tab = 'rows' | 'rejects' | 'parts' | 'logs';
interface Part {
  readonly key: string;
  readonly bytes: number;
}
const TABS: readonly Tab[] = ['rows', 'rejects', 'parts', 'logs'];

/** What a job left behind: its rows, rejected rows, parts with their metadata, and log lines. */
export function Details({ job }: { job: JobView }) {
  const [tab, setTab] = useState<Tab>();
  const [found, setFound] = useState<readonly Record<string, unknown>[]>([]);
  const [text, setText] = useState('');
  const commands: Record<Tab, string> = {
    rows: sluice('rows', [], { job: job.id }),
    rejects: sluice('rejects', [], { job: job.id }),
    parts: sluice('ls'),
    logs: sluice('logs'),
  };
  const show = async (next: Tab) => {
    setText('');
    try {
      setFound(await act(next, { job: job.id, dataset: job.dataset }));
    } catch (error) {
      setText((error as Error).message);
    }
    setTab(next);
  };
  const read = async (key: string) => setText((await act<{ text: string }>('object', { key })).text);
  return (
    <div class="inspect">
      <div class="title">
        {TABS.map((name) => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => show(name)}>
            {name}
          </button>
        ))}
        <span class="soft">
          job {job.id}, dataset {job.dataset}
        </span>
        {tab && <Command text={commands[tab]} />}
      </div>
      {tab && found.length === 0 && !text && <p class="empty">None.</p>}
      {tab === 'parts' && found.length > 0 && (
        <ul class="parts">
          {(found as unknown as readonly Part[]).map(({ key, bytes }) => (
            <li key={key}>
              <button type="button" class="link" onClick={() => read(key)}>
                {key}
              </button>{' '}
              <span class="soft">{bytes.toLocaleString('en')} bytes</span>
            </li>
          ))}
        </ul>
      )}
      {tab && tab !== 'parts' && found.length > 0 && (
        <Values
          rows={tab === 'logs' ? found.map((line) => ({ ...parsed(line as unknown as LogLine) })) : found}
        />
      )}
      {text && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard.
        <section class="scroll" tabIndex={0} aria-label="Content">
          <pre>{text}</pre>
        </section>
      )}
    </div>
  );
}

function Values({ rows }: { rows: readonly Record<string, unknown>[] }) {
  const names = [...new Set(rows.flatMap(Object.keys))].slice(0, 9);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the keyboard.
    <section class="scroll" tabIndex={0} aria-label="Values">
      <table>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {names.map((name) => (
                <td key={name}>
                  {typeof row[name] === 'string'
                    ? (row[name] as string).slice(0, 200)
                    : JSON.stringify(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
