import type { Command } from 'commander';
import { startChosen } from '../engines/choose';
import type { Running } from '../engines/engine';
import { type Chosen, engine, enter, type Session } from '../session';
import { stageOf } from '../stack/stage';
import { step } from '../terminal/progress';

export function start(program: Command): void {
  program
    .command('start')
    .description('start the engine, unless it is running')
    .action(async () => void (await startEngine(await engine())));
}

/** Starts the chosen engine, unless it is running, and opens a stage on it: by default the one that STAGE names. */
export async function startEngine(
  { engine: chosen, place }: Chosen,
  stage = stageOf(process.env),
): Promise<Session> {
  let running: Running | undefined;
  await step(`Starting ${chosen.name}`, async (report) => {
    running = await startChosen(chosen, place, report);
  });
  return enter(stage, running?.endpoint);
}
