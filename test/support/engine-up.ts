import { allEngines, chooseEngine, placeOf, startChosen } from '../../kit/engines/choose';
import { KitError } from '../../kit/errors';
import { BackgroundProxy } from '../../kit/faults/background';
import { enter, ROOT } from '../../kit/session';
import { deploy } from '../../kit/stack/serverless';
import { stageOf } from '../../kit/stack/stage';
import { textOf } from '../../kit/terminal/main';

export const TEST_STAGE = 'local-test';

declare global {
  /** Set when the tests started the engine and so must stop it. */
  var engineOfTests: { up: Promise<void>; ours: boolean } | undefined;
}

/** Starts the engine that ENGINE names and deploys the tests' stage, once for all projects. */
export default async function engineUp(): Promise<void> {
  globalThis.engineOfTests ??= { ours: false, up: start() };
  try {
    await globalThis.engineOfTests.up;
  } catch (error) {
    // Jest does not call the teardown after a failed setup.
    await engineDown();
    // Jest prints the stack; what to do helps more.
    if (error instanceof KitError) error.stack = textOf(error);
    throw error;
  }
}

async function start(): Promise<void> {
  const place = placeOf(ROOT);
  const { engine } = await chooseEngine(place);
  const ours = (await engine.running()) === undefined;
  await engine.install(say);
  if (globalThis.engineOfTests) globalThis.engineOfTests.ours = ours;
  const { endpoint, pid } = await startChosen(engine, place, say);
  process.env.SLUICE_TEST_ENDPOINT = endpoint;
  process.env.SLUICE_TEST_FUNCTIONS = pid ? 'processes' : engine.workers ? 'containers' : 'elsewhere';
  const stage = stageOf({ STAGE: TEST_STAGE });
  enter(stage, endpoint);
  say(`Deploying stage ${TEST_STAGE}`);
  await deploy(ROOT, stage, { partRows: 2000 }, () => {});
}

/** Stops the engine if the tests started it. */
export async function engineDown(): Promise<void> {
  if (!globalThis.engineOfTests?.ours) return;
  const place = placeOf(ROOT);
  await new BackgroundProxy(place).stop(say);
  for (const engine of allEngines(place)) await engine.stop(say);
  globalThis.engineOfTests = undefined;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
