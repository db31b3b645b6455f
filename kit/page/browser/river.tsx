import { useState } from 'preact/hooks';
import type { View } from '../view';
import { type Line, moving, type Station, stations } from './river-facts';
import { act, callList, now } from './state';
import { count, shorten } from './words';

const WIDTH = 1240;
const HEIGHT = 336;
const BOXES = 3;
/** Left edge, top edge, width and height of each station. */
const PLACES: Readonly<Record<Station['id'], readonly [number, number, number, number]>> = {
  jobs: [4, 8, 206, 196],
  extract: [266, 8, 224, 196],
  parts: [546, 8, 190, 196],
  load: [792, 8, 224, 196],
  records: [1072, 8, 164, 196],
  'jobs-dlq': [4, 256, 206, 72],
  'load-failed': [792, 256, 224, 72],
};
const CLASSES: Readonly<Record<Station['id'], string>> = {
  ...{ jobs: 'queue', extract: 'fn', parts: 'store', load: 'fn', records: 'store' },
  ...{ 'jobs-dlq': 'dead', 'load-failed': 'dead' },
};
/** The ways between stations. Dashed ways cannot be observed: Lambda polls the queue, and S3 sends the event. */
const WAYS = [
  { id: 'jobs-extract', d: 'M210 106H264', dashed: true },
  { id: 'extract-parts', d: 'M490 106H544', dashed: false },
  { id: 'parts-load', d: 'M736 106H790', dashed: true },
  { id: 'load-records', d: 'M1016 106H1070', dashed: false },
  { id: 'jobs-dead', d: 'M107 204V254', dashed: true },
  { id: 'load-dead', d: 'M904 204V254', dashed: true },
] as const;

export function River({ view }: { view: View }) {
  const [asTable, setAsTable] = useState(false);
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
      {view.calls === 'direct' && (
        <p class="trouble">
          The functions call the engine directly, so their calls cannot be seen: a deployment or fault-clear
          did that.{' '}
          <button type="button" onClick={() => act('watch')}>
            Watch them again
          </button>
        </p>
      )}
      {view.trouble && <p class="trouble">Could not look: {view.trouble}</p>}
      {view.calls === 'elsewhere' && (
        <p class="note">
          The functions of this engine run elsewhere, so their calls cannot be seen. Counters and receipts
          are.
        </p>
      )}
    </section>
  );
}

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
        <path key={id} class={`way ${dashed ? 'unseen' : ''} ${ways.has(id) ? 'moving' : ''}`} d={d} />
      ))}
      <text class="small" x="237" y="94" text-anchor="middle">
        polls
      </text>
      <text class="small" x="763" y="94" text-anchor="middle">
        event
      </text>
      <text class="small" x="118" y="234">
        after the last try
      </text>
      <text class="small" x="915" y="234">
        after the last try
      </text>
      {facts.map((station) => (
        <Card key={station.id} station={station} />
      ))}
    </svg>
  );
}

function Card({ station }: { station: Station }) {
  const { id, kind, total, unit, lines, inside } = station;
  const [x, y, width, height] = PLACES[id];
  const dead = CLASSES[id] === 'dead';
  const busy = inside.length > 0;
  const size = total.length > 5 ? 'long' : '';
  return (
    <g
      transform={`translate(${x} ${y})`}
      class={`station ${CLASSES[id]} ${dead && total === '0' ? 'quiet' : ''}`}
    >
      <rect class="card" width={width} height={height} rx={dead ? 4 : 12} />
      <text class="name" x="14" y="28">
        {id}
      </text>
      {!dead && (
        <text class="kind" x="14" y="46">
          {kind}
        </text>
      )}
      {busy ? (
        <text class="total beside" x={width - 14} y="40" text-anchor="end">
          {total}
        </text>
      ) : (
        <>
          <text class={`total ${size}`} x="14" y={dead ? 60 : 94}>
            {total}
          </text>
          <text class="unit" x={dead ? 24 + total.length * 20 : 14} y={dead ? 58 : 113}>
            {unit}
          </text>
        </>
      )}
      {inside.slice(0, BOXES).map((job, i) => (
        <Box key={job.name} {...job} y={56 + i * 45} width={width} />
      ))}
      {inside.length > BOXES && (
        <text class="unit" x="80" y="46">
          and {count(inside.length - BOXES)} more
        </text>
      )}
      {!dead &&
        lines.length > 1 &&
        lines.map((line, i) => <Row key={line.shape} line={line} y={138 + i * 22} />)}
    </g>
  );
}

function Box({ name, note, halted, y, width }: Station['inside'][number] & { y: number; width: number }) {
  return (
    <g transform={`translate(10 ${y})`} class={halted ? 'halted' : 'working'}>
      <rect class="box" width={width - 20} height="42" rx="6" />
      <text class="file" x="10" y="18">
        {shorten(name, 24)}
      </text>
      <text class="kind" x="10" y="34">
        {note}
      </text>
    </g>
  );
}

function Row({ line: { shape, text, n }, y }: { line: Line; y: number }) {
  return (
    <g transform={`translate(14 ${y})`} class={n === 0 ? 'none' : ''}>
      <Shape shape={shape} />
      <text class="count" x="24" y="5">
        <tspan class="n">{count(n)}</tspan> {text}
      </text>
    </g>
  );
}

function Shape({ shape }: { shape: Line['shape'] }) {
  switch (shape) {
    case 'full':
      return <circle class="shape solid" cx="8" cy="0" r="7" />;
    case 'half':
      return <path class="shape" d="M8 -7a7 7 0 0 1 0 14z M8 -7a7 7 0 0 0 0 14" />;
    case 'clock':
      return <path class="shape" d="M1 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M8 -4V0H11" />;
    case 'hollow':
      return <rect class="shape" x="1.5" y="-6.5" width="13" height="13" rx="2" />;
    case 'check':
      return <path class="shape" d="M1 0l5 5 9-10" />;
    default:
      return <path class="shape" d="M2 -6L14 6M14 -6L2 6" />;
  }
}

function Table({ facts }: { facts: readonly Station[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">place</th>
          <th scope="col">what it is</th>
          <th scope="col">now</th>
          <th scope="col">in detail</th>
        </tr>
      </thead>
      <tbody>
        {facts.map(({ id, kind, total, unit, lines, inside }) => (
          <tr key={id}>
            <th scope="row">{id}</th>
            <td>{kind}</td>
            <td>
              {total} {unit}
            </td>
            <td>
              {inside.length > 0
                ? inside.map(({ name, note }) => `${name} (${note})`).join(', ')
                : lines.map(({ n, text }) => `${count(n)} ${text}`).join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
