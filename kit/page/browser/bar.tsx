import type { VNode } from 'preact';
import type { CallReport } from '../../faults/calls';
import { LEFT, xOf } from './scale';
import { now } from './state';

export interface BarProps {
  call: CallReport;
  y: number;
  height: number;
  /** The window of time. */
  from: number;
  to: number;
  chosen: boolean;
  onChoose: (id: number) => void;
}

/** Returns a drawn bar again if nothing about it has changed: there can be thousands, and Preact then skips it. */
export function barOf(props: BarProps, before: VNode<BarProps> | undefined): VNode<BarProps> {
  const names = Object.keys(props) as (keyof BarProps)[];
  const isSame = props.call.ms !== undefined && names.every((name) => before?.props[name] === props[name]);
  return before && isSame ? before : <Bar key={props.call.id} {...props} />;
}

/** Draws one call. */
function Bar({ call, y, height, from, to, chosen, onChoose }: BarProps) {
  const { id, at, ms, status, fault, service, operation, function: caller } = call;
  const span = { from, to };
  const x = Math.max(LEFT, xOf(at, span));
  const end = xOf(ms === undefined ? now.value : at + ms, span);
  const failed = ms !== undefined && (status === undefined || status >= 400);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the lane has the keyboard.
    <rect
      class={`call ${fault ? 'hit' : service} ${failed ? 'failed' : ''} ${ms === undefined ? 'running' : ''} ${chosen ? 'chosen' : ''}`}
      {...{ x, y, height, rx: 2 }}
      width={Math.max(3, end - x)}
      onClick={() => onChoose(id)}
    >
      <title>{`${caller}: ${operation}${fault ? `, ${fault}` : ''}`}</title>
    </rect>
  );
}
