import '@preact/signals';
import { render } from 'preact';
import { Calls } from './calls';
import { follow } from './follow';
import { Header, StatusLine } from './header';
import { Jobs } from './jobs';
import { Letters } from './letters';
import './page.css';
import { ReplayBar } from './replay';
import { River } from './river';
import { connection, present, replay, start, view } from './state';
import { Workbench } from './workbench';

function Page() {
  const shown = view.value;
  const actual = present.value;
  if (connection.value === 'refused') return <Refused />;
  if (!shown || !actual) return <p class="empty">Connecting…</p>;
  return (
    <>
      <Header view={shown} />
      <ReplayBar />
      <main>
        <div class={`stream ${replay.value ? 'replayed' : ''}`}>
          <River view={shown} />
          <Letters view={shown} />
          <Calls view={shown} />
          <Jobs view={shown} />
        </div>
        <Workbench view={actual} shown={shown} />
      </main>
      <StatusLine />
    </>
  );
}

function Refused() {
  return (
    <main class="refused">
      <h1>This address has no valid token.</h1>
      <p>
        Open the address that <code>./sluice page</code> printed last, with everything after the{' '}
        <code>#</code>.
      </p>
    </main>
  );
}

const root = document.getElementById('page');
if (root) render(<Page />, root);
// The address of a restarted server differs in its token only, and the browser would stay on this page.
addEventListener('hashchange', () => location.reload());
start();
void follow();
