import { useState } from 'preact/hooks';
import type { JobView, View } from '../view';
import { Details } from './details';
import { waitOf } from './river-facts';
import { now } from './state';
import { COUNTS, count, KILLED, PHASES, seconds, shorten } from './words';

const SHOWN = 12;

/** The row accounting: each row that was read is in one of the columns. */
export function Jobs({ view: { jobs, totals } }: { view: View }) {
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState('');
  const shown = all ? jobs : jobs.slice(0, SHOWN);
  return (
    <section aria-labelledby="jobs-title" class="jobs">
      <div class="title">
        <h2 id="jobs-title">Row accounting</h2>
        <p class="soft">rows read = accepted + rejected + superseded + filtered</p>
      </div>
      {jobs.length === 0 ? (
        <p class="empty">No job has run yet.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">file</th>
              <th scope="col">state</th>
              <th scope="col" class="bar-cell">
                where its rows are
              </th>
              <th scope="col" class="n">
                read
              </th>
              {COUNTS.map((name) => (
                <th key={name} scope="col" class={`n ${name}`}>
                  {name}
                </th>
              ))}
              <th scope="col" class="n">
                open
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((job) => (
              <Job
                key={job.id}
                job={job}
                open={open === job.id}
                onOpen={() => setOpen(open === job.id ? '' : job.id)}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">all {count(totals.jobs)} jobs</th>
              <td />
              <td class="bar-cell" />
              <td class="n">{count(totals.rows)}</td>
              {COUNTS.map((name) => (
                <td key={name} class="n">
                  {count(totals[name])}
                </td>
              ))}
              <td class="n">{count(totals.rows - COUNTS.reduce((sum, name) => sum + totals[name], 0))}</td>
            </tr>
          </tfoot>
        </table>
      )}
      {jobs.length > SHOWN && (
        <button type="button" onClick={() => setAll(!all)}>
          {all
            ? 'Show fewer'
            : `Show ${jobs.length < totals.jobs ? `the newest ${jobs.length} of ${count(totals.jobs)}` : `all ${jobs.length}`}`}
        </button>
      )}
    </section>
  );
}

function Job({ job, open, onOpen }: { job: JobView; open: boolean; onOpen: () => void }) {
  const wait = job.waits.length > 0 ? waitOf(job, now.value) : undefined;
  const killed = wait && (job.phase === 'extracting' || job.phase === 'loading');
  const { shape, word } = killed ? KILLED : PHASES[job.phase];
  const back = wait?.until ? `, back in ${seconds(wait.until - now.value)}` : '';
  const why = job.phase === 'failed' && job.reason ? `: ${job.reason}` : '';
  return (
    <>
      <tr class={killed ? KILLED.word : job.phase}>
        <th scope="row">
          {job.dataset ? (
            <button type="button" class="link" aria-expanded={open} onClick={onOpen}>
              {shorten(job.key, 40)}
            </button>
          ) : (
            shorten(job.key, 40)
          )}
        </th>
        <td class="state">
          <span aria-hidden="true">{shape}</span> {word}
          {why}
          {job.tries > 1 && <span class="tries"> try {job.tries}</span>}
          {back && <span class="soft">{back}</span>}
        </td>
        <td class="bar-cell">
          <Bar job={job} />
        </td>
        <td class="n">{count(job.rows)}</td>
        {COUNTS.map((name) => (
          <td key={name} class={`n ${job[name] === 0 ? 'zero' : name}`}>
            {count(job[name])}
          </td>
        ))}
        <td class={`n ${job.open === 0 ? 'zero' : 'open'}`}>{count(job.open)}</td>
      </tr>
      {open && (
        <tr class="details">
          <td colSpan={9}>
            <Details job={job} />
          </td>
        </tr>
      )}
    </>
  );
}

/** The shares of a job's rows. Numbers beside it say the same. */
function Bar({ job }: { job: JobView }) {
  if (job.rows === 0) return null;
  let x = 0;
  const shares = [...COUNTS, 'open' as const].map((name) => {
    const width = (job[name] / job.rows) * 200;
    const share = { name, x, width: job[name] > 0 ? Math.max(width, 3) : 0 };
    x += width;
    return share;
  });
  return (
    <svg class="bar" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">
      {shares.map(
        ({ name, x: at, width }) =>
          width > 0 && (
            <rect key={name} class={name} x={Math.min(at, 200 - width)} width={width} height="14" />
          ),
      )}
    </svg>
  );
}
