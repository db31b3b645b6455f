import type { Command } from 'commander';
import { startChosen } from '../engines/choose';
import type { Running } from '../engines/engine';
import { engine, enter, type Session } from '../session';
import { stageOf } from '../stack/stage';
import { step } from '../terminal/progress';

export function start(program: Command): void {
  program
    .command('start')
    .description('start the engine, unless it is running')
    .action(async () => void (await startEngine()));
}

/** Starts the chosen engine and opens the stage on it. */
export async function startEngine(): Promise<Session> {
  const { engine: chosen, place } = await engine();
  let running: Running | undefined;
  await step(`Starting ${chosen.name}`, async (report) => {
    running = await startChosen(chosen, place, report);
  });
  return enter(stageOf(process.env), running?.endpoint);
}
