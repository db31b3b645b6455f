import type { View } from '../view';
import { Break } from './break';
import { Rows } from './rows';
import { Send } from './send';
import { Slow } from './slow';

/** Everything that the terminal can do to a running pipeline. */
export function Workbench({ view }: { view: View }) {
  return (
    <aside aria-label="Workbench">
      <Send view={view} />
      <Break view={view} />
      <Slow view={view} />
      <Rows view={view} />
    </aside>
  );
}
