import { useState } from 'preact/hooks';
import type { CallReport } from '../../faults/calls';
import type { View } from '../view';
import { fileOf, type Lane, lanesOf, type Span, spanOf, tracksOf } from './lanes';
import { callList, now } from './state';
import { plural, seconds, shorten, took } from './words';

const WIDTH = 1240;
const LEFT = 200;
const LANE = 66;
const TOP = 30;
const FUNCTIONS = ['extract', 'load'] as const;
/** The height of the bars of extract, and of load, which makes several calls at a time. */
const BANDS = { extract: 16, load: 24 } as const;

/** One lane for each message: bars are AWS calls, and waiting is a gap with its reason. */
export function Calls({ view }: { view: View }) {
  const [chosen, setChosen] = useState<number>();
  const lanes = lanesOf(view.jobs, callList.value);
  if (view.calls === 'elsewhere') return null;
  const span = spanOf(lanes, now.value);
  const selected = callList.value.find(({ id }) => id === chosen);
  return (
    <section aria-labelledby="calls-title" class="calls">
      <div class="title">
        <h2 id="calls-title">Calls</h2>
        <ul class="legend">
          <li>
            <i class="key s3" />
            S3
          </li>
          <li>
            <i class="key dynamodb" />
            DynamoDB
          </li>
          <li>
            <i class="key sqs" />
            SQS
          </li>
          <li>
            <i class="key fault" />
            hit by a fault
          </li>
          <li>
            <i class="key gap" />
            waits
          </li>
        </ul>
      </div>
      {lanes.length === 0 ? (
        <p class="empty">The functions make no calls at the moment.</p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: no fieldset can be in an SVG.
        <svg
          viewBox={`0 0 ${WIDTH} ${TOP + lanes.length * LANE + 6}`}
          role="group"
          aria-label="Calls by message. In a lane, the arrow keys go from call to call."
        >
          <defs>
            <pattern
              id="stripes"
              width="7"
              height="7"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect class="stripe-back" width="7" height="7" />
              <rect class="stripe" width="3.5" height="7" />
            </pattern>
          </defs>
          <Axis span={span} height={lanes.length * LANE} />
          {lanes.map((lane, i) => (
            <LaneOf
              key={lane.id}
              lane={lane}
              y={TOP + i * LANE}
              span={span}
              chosen={chosen}
              onChoose={setChosen}
            />
          ))}
        </svg>
      )}
      {selected && <Chosen call={selected} />}
    </section>
  );
}

function xOf(at: number, { from, to }: Span): number {
  return LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - 6);
}

function Axis({ span, height }: { span: Span; height: number }) {
  const width = span.to - span.from;
  const step = [200, 500, 1000, 2000, 5000, 10_000, 30_000].find((ms) => width / ms <= 8) ?? 60_000;
  const ticks = Array.from({ length: Math.floor((width * 0.97) / step) + 1 }, (_, i) => i * step);
  return (
    <g class="axis">
      <text x="12" y={TOP - 12}>
        from {new Date(span.from).toLocaleTimeString('en-GB')}
      </text>
      {ticks.map((after) => {
        const x = xOf(span.from + after, span);
        return (
          <g key={after}>
            <path d={`M${x} ${TOP - 6}V${TOP + height}`} />
            <text x={x + 4} y={TOP - 12}>
              {after < 1000 && after > 0 ? `${after} ms` : `${after / 1000} s`}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface LaneProps {
  lane: Lane;
  y: number;
  span: Span;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}

function LaneOf({ lane, y, span, chosen, onChoose }: LaneProps) {
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
      tabIndex={0}
      role="group"
      aria-label={`${lane.name}: ${plural(shown.length, 'call')}, ${hit.length} hit by faults`}
      onKeyDown={move}
    >
      <rect class="ground" x="0" y={y} width={WIDTH} height={LANE - 4} rx="6" />
      <text class="name" x="12" y={y + 20}>
        {shorten(lane.name, 18)}
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
  const room = WIDTH - left > 480 ? left + 8 : undefined;
  return (
    <g class={`gap ${ahead ? 'ahead' : ''}`}>
      <path
        d={`M${left} ${y + 4}V${y + LANE - 8}M${left} ${y + 27}H${right}M${right} ${y + 4}V${y + LANE - 8}`}
      />
      <text x={room ?? WIDTH - 14} y={y + LANE - 10} text-anchor={room ? 'start' : 'end'}>
        {said}
      </text>
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
  return (
    <>
      {calls.map((call) => {
        const { track, tracks } = placed.get(call.id) ?? { track: 0, tracks: 1 };
        return (
          <Bar
            key={call.id}
            {...{ call, span, onChoose }}
            chosen={call.id === chosen}
            y={y + (track * band) / tracks}
            height={band / tracks}
          />
        );
      })}
    </>
  );
}

interface BarProps {
  call: CallReport;
  y: number;
  height: number;
  span: Span;
  chosen: boolean;
  onChoose: (id: number) => void;
}

function Bar({ call, y, height, span, chosen, onChoose }: BarProps) {
  const x = Math.max(LEFT, xOf(call.at, span));
  const end = xOf(call.ms === undefined ? now.value : call.at + call.ms, span);
  const failed = call.ms !== undefined && (call.status === undefined || call.status >= 400);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the lane has the keyboard.
    <rect
      class={`call ${call.fault ? 'hit' : call.service} ${failed ? 'failed' : ''} ${call.ms === undefined ? 'running' : ''} ${chosen ? 'chosen' : ''}`}
      {...{ x, y, height, rx: 2 }}
      width={Math.max(3, end - x)}
      onClick={() => onChoose(call.id)}
    >
      <title>{`${call.function}: ${call.operation}${call.fault ? `, ${call.fault}` : ''}`}</title>
    </rect>
  );
}

function Chosen({ call }: { call: CallReport }) {
  const ended = call.ms === undefined ? 'still running' : took(call.ms);
  const status = call.ms === undefined ? '' : (call.status ?? 'no complete answer');
  return (
    <dl class="chosen" aria-live="polite">
      <div>
        <dt>call</dt>
        <dd>
          <b>{call.operation}</b> by {call.function}
        </dd>
      </div>
      {call.key && (
        <div>
          <dt>key</dt>
          <dd>{call.key}</dd>
        </div>
      )}
      <div>
        <dt>took</dt>
        <dd>{ended}</dd>
      </div>
      {status && (
        <div>
          <dt>answer</dt>
          <dd>{status}</dd>
        </div>
      )}
      {call.attempt && (
        <div>
          <dt>attempt</dt>
          <dd>{call.attempt}</dd>
        </div>
      )}
      {call.seconds !== undefined && (
        <div>
          <dt>visible in</dt>
          <dd>{call.seconds} s</dd>
        </div>
      )}
      {call.fault && (
        <div>
          <dt>fault</dt>
          <dd>{call.fault}</dd>
        </div>
      )}
      <div>
        <dt>code</dt>
        <dd>
          <code>{fileOf(call)}</code>
        </dd>
      </div>
    </dl>
  );
}
