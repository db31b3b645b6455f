import { EXAMPLES } from '../terminal/examples';
import type { CommandGroups, HelpTexts } from '../terminal/main';
import { cat } from './cat';
import { check } from './check';
import { clean } from './clean';
import { deployCommand } from './deploy';
import { diagnose } from './diagnose';
import { doctor } from './doctor';
import { down } from './down';
import { fault } from './fault';
import { faultClear } from './fault-clear';
import { faults } from './faults';
import { hint } from './hint';
import { install } from './install';
import { kill } from './kill';
import { lab } from './lab';
import { labReset } from './lab-reset';
import { labs } from './labs';
import { learn } from './learn';
import { lintTemplate } from './lint-template';
import { logs } from './logs';
import { ls } from './ls';
import { pageCommand } from './page';
import { predict } from './predict';
import { put } from './put';
import { ready } from './ready';
import { redriveCommand } from './redrive';
import { rejects } from './rejects';
import { remove } from './remove';
import { rerunCommand } from './rerun';
import { reset } from './reset';
import { rows } from './rows';
import { runCommand } from './run';
import { seedCommand } from './seed';
import { sendCommand } from './send';
import { solution } from './solution';
import { start } from './start';
import { status } from './status';
import { tryCommand } from './try';
import { up } from './up';
import { watch } from './watch';

/** What `make` lists of these: what people expect of it. `make` runs the others, too, but only `./sluice` lists them. */
export const LISTED_BY_MAKE: Readonly<Record<string, readonly string[]>> = {
  Start: ['up', 'down', 'install', 'start', 'ready', 'deploy', 'run', 'clean'],
  Use: ['try', 'send'],
  Look: ['status', 'page'],
  Learn: ['labs', 'lab', 'predict', 'check', 'hint', 'solution', 'learn', 'lab-reset'],
};

/** All commands, in the groups and the order of the help. */
export const groups: CommandGroups = {
  Start: [up, down, install, start, ready, deployCommand, seedCommand, runCommand, remove, clean],
  Use: [tryCommand, sendCommand, put, rerunCommand, redriveCommand, watch, reset],
  Look: [status, pageCommand, rows, rejects, ls, cat, logs, doctor, diagnose],
  Break: [fault, faults, faultClear, kill],
  Learn: [labs, lab, predict, check, hint, solution, learn, labReset],
  Check: [lintTemplate],
};

/** What the help shows in addition to descriptions and options. */
export const HELP: HelpTexts = { listedByMake: Object.values(LISTED_BY_MAKE).flat(), examples: EXAMPLES };
