import { pointBack, proxyOf } from '../faults/faults';
import { pointedAt } from '../faults/routing';
import { engine } from '../session';
import { clients } from '../stack/clients';
import { Actions } from './actions';
import { Feed } from './feed';
import { Inspector } from './inspect';
import { type Opened, readAbout } from './look';
import { PageServer } from './server';
import type { View } from './view';
import { Watcher } from './watcher';

/** A look waits this long for the answer to one of its calls; then the call is repeated. */
const NO_ANSWER_MS = 10_000;

/** The live page of a stage, while it is served. */
export interface Page {
  readonly address: string;
  readonly calls: View['calls'];
  /** Ends the page, and points the functions back at the engine unless faults need the proxy. */
  close(): Promise<void>;
}

/**
 * Serves the live page. Points the functions at the fault proxy, which reports their calls, unless the engine is not
 * this checkout's. Callers ensure that the stage is offline.
 */
export async function openPage(opened: Opened, port = 0): Promise<Page> {
  const { engine: chosen, place } = await engine();
  const before = await pointedAt(opened.aws, opened.stack.extractFunction);
  const about = await readAbout(opened, chosen.name);
  const none = { jobs: 0, open: 0, rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0 };
  const view: View = {
    ...{ about, calls: chosen.workers ? 'seen' : 'elsewhere', jobs: [], totals: none },
    ...{ letters: [], letterCount: 0, rules: [], pace: 0 },
  };
  const feed: Feed = new Feed(view, (looked) => looked && void watcher.look());
  const watcher: Watcher = new Watcher({ ...opened, aws: clients(NO_ANSWER_MS) }, feed, undefined);
  const actions = new Actions(opened, watcher, new Inspector(opened, watcher.jobs, about.timeouts));
  if (chosen.workers) await actions.openFaults();
  const server = await PageServer.listen(feed, actions, port);
  return {
    ...{ address: server.address, calls: view.calls },
    async close() {
      await server.close();
      if (!chosen.workers || before !== undefined) return;
      const proxy = await proxyOf(chosen, place).running();
      await proxy?.slowDown(opened.stage.name, 0);
      if (((await proxy?.rules(opened.stage.name)) ?? []).length === 0) await pointBack(opened);
    },
  };
}
