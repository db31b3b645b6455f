import { useRef, useState } from 'preact/hooks';
import type { LogLine } from '../../workflow/logs';
import type { JobView } from '../view';
import { Command, Trouble } from './command';
import { LogLines } from './log-lines';
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
  const [found, setFound] = useState<readonly Record<string, unknown>[]>();
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState('');
  const asked = useRef(0);
  const commands: Record<Tab, string> = {
    rows: sluice('rows', [], { job: job.id }),
    rejects: sluice('rejects', [], { job: job.id }),
    parts: sluice('ls'),
    logs: sluice('logs'),
  };
  const ask = async <T,>(name: string, input: object, show: (answer: T) => void) => {
    const id = ++asked.current;
    setText('');
    setTrouble('');
    try {
      const answer = await act<T>(name, input);
      // The answer to an earlier click may arrive later.
      if (id === asked.current) show(answer);
    } catch (error) {
      if (id === asked.current) setTrouble((error as Error).message);
    }
  };
  const show = (next: Tab) => {
    setTab(next);
    setFound(undefined);
    void ask(next, { job: job.id, dataset: job.dataset }, setFound);
  };
  const read = (key: string) => ask<{ text: string }>('object', { key }, (object) => setText(object.text));
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
      <Trouble text={trouble} />
      {tab && !found && !trouble && <p class="empty">Reading…</p>}
      {found?.length === 0 && <p class="empty">None.</p>}
      {tab === 'parts' && found && found.length > 0 && (
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
      {tab === 'logs' && found && <LogLines lines={found as unknown as readonly LogLine[]} />}
      {(tab === 'rows' || tab === 'rejects') && found && found.length > 0 && <Values rows={found} />}
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
