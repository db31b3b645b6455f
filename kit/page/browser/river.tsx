import { useState } from 'preact/hooks';
import type { View } from '../view';
import { Marked } from './command';
import { moving, type Station, stations } from './river-facts';
import { act } from './server';
import { callList, news, now, replay } from './state';
import { Card } from './station';
import { count, shorten } from './words';

/** The picture cannot be read on a screen as narrow as a phone's. */
const NARROW = '(max-width: 700px)';
const WIDTH = 1240;
const HEIGHT = 344;
/** The ways between stations. Dashed ways cannot be observed: Lambda polls the queue, and S3 sends the event. */
const WAYS = [
  { id: 'jobs-extract', d: 'M210 106H259', dashed: true },
  { id: 'extract-parts', d: 'M485 106H534', dashed: false },
  { id: 'parts-load', d: 'M726 106H775', dashed: true },
  { id: 'load-records', d: 'M1001 106H1050', dashed: false },
  { id: 'jobs-dead', d: 'M107 218V264', dashed: true },
  { id: 'load-dead', d: 'M889 218V264', dashed: true },
] as const;

export function River({ view }: { view: View }) {
  const [asTable, setAsTable] = useState(() => matchMedia(NARROW).matches);
  const facts = stations(view, callList.value, now.value);
  return (
    <section aria-labelledby="river-title" class="river">
      <div class="title">
        <h2 id="river-title">River</h2>
        <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show the picture' : 'Show as a table'}
        </button>
      </div>
      {asTable ? <Table facts={facts} /> : <Picture facts={facts} ways={moving(callList.value, now.value)} />}
      {view.calls === 'direct' && !replay.value && (
        <p class="trouble">
          The functions call the engine directly, so their calls cannot be seen. A deployment, a new engine or{' '}
          <code>fault-clear</code> causes this.{' '}
          <button type="button" onClick={() => act('watch').catch(tell)}>
            Watch them again
          </button>
        </p>
      )}
      {view.trouble && (
        <p class="trouble">
          This is what the page saw last. <Marked text={view.trouble} />
        </p>
      )}
      {view.calls === 'elsewhere' && (
        <p class="note">
          The functions of this engine run elsewhere, so their calls cannot be seen. Counters and receipts
          are.
        </p>
      )}
    </section>
  );
}

const tell = (error: Error) => {
  news.value = error.message;
};

function Picture({ facts, ways }: { facts: readonly Station[]; ways: ReadonlySet<string> }) {
  const said = facts.map(({ id, total, unit }) => `${id}: ${total} ${unit}`).join('; ');
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`From left to right. ${said}`}>
      <defs>
        <marker
          id="tip"
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="15"
          markerHeight="15"
          orient="auto"
        >
          <path class="tip" d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {WAYS.map(({ id, d, dashed }) => (
        <path
          key={id}
          class={`way ${dashed ? 'unseen' : ''} ${ways.has(id) ? 'moving' : ''}`}
          d={d}
          // Moves when the page is drawn: an animation would draw it 60 times a second.
          stroke-dashoffset={ways.has(id) ? -(now.value / 50) % 17 : undefined}
        />
      ))}
      <text class="small on-way" x="234" y="95" text-anchor="middle">
        polls
      </text>
      <text class="small on-way" x="750" y="95" text-anchor="middle">
        event
      </text>
      <text class="small" x="118" y="245">
        after the last try
      </text>
      <text class="small" x="900" y="245">
        after the last try
      </text>
      {facts.map((station) => (
        <Card key={station.id} station={station} />
      ))}
    </svg>
  );
}

function Table({ facts }: { facts: readonly Station[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">place</th>
          <th scope="col" class="kind">
            what it is
          </th>
          <th scope="col">now</th>
          <th scope="col">in detail</th>
        </tr>
      </thead>
      <tbody>
        {facts.map(({ id, kind, total, unit, lines, inside, rows = [] }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td class="kind">{kind}</td>
            <td>
              {total} {unit}
            </td>
            <td>
              {[
                ...inside.map(({ name, note }) => `${name} (${note})`),
                ...lines.map(({ n, text }) => `${count(n)} ${text}`),
              ].join(', ')}
              {rows.length > 0 && `last rows: ${rows.map((row) => shorten(row, 60)).join('; ')}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
