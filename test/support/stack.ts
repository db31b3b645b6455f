import { enter, ROOT, type Session } from '../../kit/session';
import { deploy, type Params } from '../../kit/stack/serverless';
import { findStack, type Stack } from '../../kit/stack/stack';
import { stageOf } from '../../kit/stack/stage';
import { TEST_STAGE } from './engine-up';

/** The stage that the engine tests share. Suites use different keys and datasets. */
export async function openTestStage(stageName = TEST_STAGE): Promise<Session & { stack: Stack }> {
  const session = enter(stageOf({ STAGE: stageName }), process.env.SLUICE_TEST_ENDPOINT);
  return { ...session, stack: await findStack(session.stage, session.aws) };
}

/** The stage's names, and the address of its engine. */
export async function testStack(): Promise<Stack & { endpoint: string }> {
  const { stack, endpoint = '' } = await openTestStage();
  return { ...stack, endpoint };
}

/** Deploys a suite's own stage beside the shared one, on the same engine. */
export async function deployTestStage(stageName: string, params: Params = {}): Promise<void> {
  const stage = stageOf({ STAGE: stageName });
  enter(stage, process.env.SLUICE_TEST_ENDPOINT);
  await deploy(ROOT, stage, params, () => {});
}

let runs = 0;

/** Returns a name that no other test or earlier run has used. */
export function uniqueName(base: string): string {
  return `${base}-${process.pid}-${Date.now().toString(36)}-${++runs}`;
}
