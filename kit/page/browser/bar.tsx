import { Component } from 'preact';
import type { CallReport } from '../../faults/calls';
import { LEFT, xOf } from './scale';
import { now } from './state';

interface BarProps {
  call: CallReport;
  y: number;
  height: number;
  /** The window of time. */
  from: number;
  to: number;
  chosen: boolean;
  onChoose: (id: number) => void;
}

/** Draws one call. There can be thousands: a bar is compared again only when something about it has changed. */
export class Bar extends Component<BarProps> {
  override shouldComponentUpdate(next: BarProps): boolean {
    const names = Object.keys(next) as (keyof BarProps)[];
    return next.call.ms === undefined || names.some((name) => next[name] !== this.props[name]);
  }

  override render({ call, y, height, from, to, chosen, onChoose }: BarProps) {
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
}
