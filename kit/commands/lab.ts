import type { Command } from 'commander';
import type { Lab } from '../labs/labs';
import { engineFor, LAB_STAGE } from '../labs/on-stage';
import { Workshop } from '../labs/workshop';
import { enter, ROOT, type Session } from '../session';
import { stageOf } from '../stack/stage';
import { learning } from '../terminal/lab';
import { show } from '../terminal/learner';
import { positive } from '../terminal/options';
import { output } from '../terminal/output';
import { installEngine } from './install';
import { startEngine } from './start';

export function lab(program: Command): void {
  program
    .command('lab')
    .description('begin the next lab, or the one with this number: see it work, and predict')
    .argument('[n]', 'the number of a lab; the next one by default')
    .option('--seed <n>', 'the break of a lab that has several; a random one when missing', positive)
    .option('--json', 'print JSON')
    .action((number: string | undefined, { seed, json = false }: { seed?: number; json?: boolean }) =>
      learning(async () => {
        const workshop = new Workshop(ROOT);
        // First, so that a machine on which the lab cannot run has no open lab.
        const session = await openStageFor(workshop.toBegin(number, seed));
        const { opened, putBack } = workshop.begin(number, seed);
        await show(opened, session, putBack, output(json));
      }),
    );
}

/**
 * Opens the labs' stage on an engine on which the lab is proven, and installs and starts one unless one is running.
 * @throws KitError `LAB_ENGINE` when the running engine, or the one that ENGINE names, is another one
 */
export async function openStageFor(lab: Lab): Promise<Session> {
  const chosen = await engineFor(lab);
  const stage = stageOf({ STAGE: LAB_STAGE });
  const running = await chosen.engine.running();
  if (running) return enter(stage, running.endpoint);
  await installEngine(chosen);
  return startEngine(chosen, stage);
}
