import type { Line, Station } from './river-facts';
import { count, shorten } from './words';

const BOXES = 3;
/** Left edge, top edge, width and height of each station. */
const PLACES: Readonly<Record<Station['id'], readonly [number, number, number, number]>> = {
  jobs: [4, 8, 206, 210],
  extract: [261, 8, 224, 210],
  parts: [536, 8, 190, 210],
  load: [777, 8, 224, 210],
  records: [1052, 8, 184, 210],
  'jobs-dlq': [4, 266, 206, 74],
  'load-failed': [777, 266, 224, 74],
};
const CLASSES: Readonly<Record<Station['id'], string>> = {
  ...{ jobs: 'queue', extract: 'fn', parts: 'store', load: 'fn', records: 'table' },
  ...{ 'jobs-dlq': 'dead', 'load-failed': 'dead' },
};

/** Draws one station: its name, its number, and what is in it. */
export function Card({ station }: { station: Station }) {
  const { id, kind, total, unit, lines, inside, rows = [] } = station;
  const [x, y, width, height] = PLACES[id];
  const dead = CLASSES[id] === 'dead';
  const busy = inside.length > 0;
  // A million rows must fit as well.
  const size = dead ? 30 : Math.min(50, (width - 28) / (0.62 * total.length));
  return (
    <g
      transform={`translate(${x} ${y})`}
      class={`station ${CLASSES[id]} ${dead && total === '0' ? 'quiet' : ''}`}
    >
      <rect class="card" width={width} height={height} rx={dead ? 4 : 12} />
      <text class="name" x="14" y="30">
        {id}
      </text>
      {!dead && (
        <text class="kind" x="14" y="50">
          {kind}
        </text>
      )}
      {busy ? (
        <text class="total beside" x={width - 14} y="40" text-anchor="end">
          {total}
        </text>
      ) : (
        <>
          <text class="total" font-size={size} x="14" y={dead ? 62 : 104}>
            {total}
          </text>
          <text class="unit" x={dead ? 26 + total.length * 20 : 14} y={dead ? 60 : 125}>
            {unit}
          </text>
        </>
      )}
      {inside.slice(0, BOXES).map((job, i) => (
        <Box key={job.name} {...job} y={60 + i * 49} width={width} />
      ))}
      {inside.length > BOXES && (
        <text class="unit" x="80" y="50">
          and {count(inside.length - BOXES)} more
        </text>
      )}
      {lines.map((line, i) => (
        <Row key={line.shape} line={line} y={147 + i * 24} />
      ))}
      {rows.map((row, i) => (
        <text key={i} class="small" x="14" y={152 + i * 24}>
          {shorten(row, 16)}
        </text>
      ))}
    </g>
  );
}

function Box({ name, note, halted, y, width }: Station['inside'][number] & { y: number; width: number }) {
  return (
    <g transform={`translate(10 ${y})`} class={`inside ${halted ? 'halted' : 'working'}`}>
      <rect class="box" width={width - 20} height="46" rx="6" />
      <text class="file" x="10" y="20">
        {shorten(name, 22)}
      </text>
      <text class="kind" x="10" y="37">
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
  }
}
