import type { View } from '../view';
import { Break } from './break';
import { Lab } from './lab';
import { Rows } from './rows';
import { Send } from './send';
import { Slow } from './slow';

/** Everything that the terminal can do to a running pipeline. Acts on the present, even beside a replay. */
export function Workbench({ view, shown }: { view: View; shown: View }) {
  return (
    <aside aria-label="Workbench">
      {view.lab && <Lab lab={view.lab} />}
      <Send view={view} />
      <Break view={view} />
      <Slow view={view} />
      <Rows view={shown} />
    </aside>
  );
}
