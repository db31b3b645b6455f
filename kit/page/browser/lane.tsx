import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { CallReport } from '../../faults/calls';
import { IN_QUEUE } from '../waits';
import { type BarProps, barOf } from './bar';
import { type Lane, type Span, tracksOf } from './lanes';
import { LANE, LEFT, WIDTH, xOf } from './scale';
import { now } from './state';
import { plural, seconds, shorten } from './words';

const FUNCTIONS = ['extract', 'load'] as const;
/** The height of the bars of extract, and of load, which makes several calls at a time. */
const BANDS = { extract: 16, load: 24 } as const;

interface LaneProps {
  lane: Lane;
  y: number;
  span: Span;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}

/** Draws the calls of one message above each other by function, and its waits. */
export function LaneOf({ lane, y, span, chosen, onChoose }: LaneProps) {
  const shown = lane.calls.filter(({ at, ms = 0 }) => at + ms >= span.from);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = shown.findIndex(({ id }) => id === chosen);
    const next =
      shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + step))];
    if (next) onChoose(next.id);
  };
  const hit = shown.filter(({ fault }) => fault);
  return (
    // biome-ignore lint/a11y/useSemanticElements: no fieldset can be in an SVG.
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the arrow keys choose one of its calls.
    <g
      class="lane"
      // Attributes of SVG are case-sensitive.
      {...{ tabindex: 0 }}
      role="group"
      aria-label={`${lane.name}: ${plural(shown.length, 'call')}, ${hit.length} hit by faults`}
      onKeyDown={move}
    >
      <rect class="ground" x="0" y={y} width={WIDTH} height={LANE - 4} rx="6" />
      <text class="name" x="12" y={y + 20}>
        {shorten(lane.name, 16)}
      </text>
      <text class="kind" x="12" y={y + 37}>
        {plural(lane.calls.length, 'call')}
      </text>
      {lane.id !== 'queue' &&
        FUNCTIONS.map((name, i) => (
          <text key={name} class="who" x={LEFT - 8} y={y + 19 + i * 26} text-anchor="end">
            {name}
          </text>
        ))}
      {lane.waits
        .filter((wait) => (wait.until ?? now.value) > span.from)
        .map((wait) => (
          <Gap key={wait.from} wait={wait} y={y} span={span} />
        ))}
      {FUNCTIONS.map((name, i) => (
        <Bars
          key={name}
          calls={shown.filter((call) => call.function === name)}
          y={y + 7 + i * 22}
          band={BANDS[name]}
          {...{ span, chosen, onChoose }}
        />
      ))}
      {hit.length > 0 && (
        <text class="fault-name" x="12" y={y + 54}>
          {shorten(String(hit.at(-1)?.fault), 20)} ×{hit.length}
        </text>
      )}
    </g>
  );
}

function Gap({ wait, y, span }: { wait: Lane['waits'][number]; y: number; span: Span }) {
  const end = Math.min(wait.until ?? now.value, span.to);
  const left = Math.max(LEFT, xOf(wait.from, span));
  const right = Math.max(left + 2, Math.min(WIDTH - 6, xOf(end, span)));
  const ahead = wait.until !== undefined && wait.until > now.value;
  const said = `${ahead ? `back in ${seconds((wait.until as number) - now.value)} · ` : ''}${wait.why}`;
  const length = 20 + 8.5 * said.length;
  const room = WIDTH - left > length ? left + 8 : undefined;
  const isPresent = (wait.until ?? Infinity) > now.value;
  return (
    <g class={`gap ${ahead ? 'ahead' : ''}`}>
      <path
        d={`M${left} ${y + 4}V${y + LANE - 8}M${left} ${y + 27}H${right}M${right} ${y + 4}V${y + LANE - 8}`}
      />
      {(isPresent || right - left > length || wait.why !== IN_QUEUE.why) && (
        <text
          x={room ?? WIDTH - 14}
          // In the row of the other function, which is idle at that time.
          y={wait.next === 'load' ? y + 20 : y + LANE - 12}
          text-anchor={room ? 'start' : 'end'}
        >
          {said}
        </text>
      )}
    </g>
  );
}

function Bars({
  calls,
  y,
  band,
  span,
  chosen,
  onChoose,
}: Omit<LaneProps, 'lane'> & { calls: readonly CallReport[]; band: number }) {
  const placed = tracksOf(calls);
  const drawn = useRef(new Map<number, VNode<BarProps>>());
  const before = drawn.current;
  drawn.current = new Map();
  for (const call of calls) {
    const { track, tracks } = placed.get(call.id) ?? { track: 0, tracks: 1 };
    const place = { y: y + (track * band) / tracks, height: band / tracks, from: span.from, to: span.to };
    const props = { call, ...place, chosen: call.id === chosen, onChoose };
    drawn.current.set(call.id, barOf(props, before.get(call.id)));
  }
  return <>{[...drawn.current.values()]}</>;
}
