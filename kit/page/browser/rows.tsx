import type { View } from '../view';
import { Command } from './command';
import { sluice } from './words';

const FIELDS = 5;

/** Some rows of the job that was last loaded, as the table has them. */
export function Rows({ view: { newest } }: { view: View }) {
  const row = newest?.rows[0];
  if (!newest || !row) return null;
  const fields = Object.entries(row).filter(([name]) => !['_job', '_row'].includes(name));
  return (
    <section aria-labelledby="rows-title">
      <h2 id="rows-title">A row of {newest.key}</h2>
      <dl class="row">
        {fields.slice(0, FIELDS).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {fields.length > FIELDS && <p class="soft">and {fields.length - FIELDS} more columns</p>}
      <Command text={sluice('rows', [], { job: newest.job })} />
    </section>
  );
}
