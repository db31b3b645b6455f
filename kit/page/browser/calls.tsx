import { useMemo, useState } from 'preact/hooks';
import type { View } from '../view';
import { Chosen } from './chosen';
import { LaneOf } from './lane';
import { isWithin, lanesOf, type Span, spanOf } from './lanes';
import { LANE, TOP, WIDTH, xOf } from './scale';
import { callList, clock, now } from './state';

/** One lane for each message: bars are AWS calls, and waiting is a gap with its reason. */
export function Calls({ view }: { view: View }) {
  const [chosen, setChosen] = useState<number>();
  const calls = callList.value;
  const all = useMemo(() => lanesOf(view.jobs, calls), [view.jobs, calls]);
  if (view.calls === 'elsewhere') return null;
  const span = spanOf(all, now.value);
  const lanes = all.filter((lane) => isWithin(lane, span));
  const selected = calls.find(({ id }) => id === chosen);
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
        <p class="empty">
          {view.calls === 'seen' ? 'The functions make no calls at the moment.' : 'No calls can be seen.'}
        </p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: no fieldset can be in an SVG.
        <svg
          class="wide"
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
      {selected && <Chosen key={selected.id} call={selected} timeouts={view.about.timeouts} />}
    </section>
  );
}

function Axis({ span, height }: { span: Span; height: number }) {
  const width = span.to - span.from;
  const step = [200, 500, 1000, 2000, 5000, 10_000, 30_000].find((ms) => width / ms <= 8) ?? 60_000;
  const ticks = Array.from({ length: Math.floor((width * 0.97) / step) + 1 }, (_, i) => i * step);
  return (
    <g class="axis">
      <text x="12" y={TOP - 12}>
        from {clock(span.from)}
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
