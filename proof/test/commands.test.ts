import { programOf } from '../../kit/terminal/main';
import { fromVariables } from '../../kit/terminal/variables';
import { groups } from '../commands';

const program = programOf('', groups);

test.each<[string, NodeJS.ProcessEnv, string[]]>([
  ['soak', { JOBS: '5', KILLS: '1', SEED: '7' }, ['--jobs', '5', '--kills', '1', '--seed', '7']],
  ['bench', { ONLY: 'cpu', SIZE: 'small', RUNS: '3' }, ['--only', 'cpu', '--size', 'small', '--runs', '3']],
  ['audit', { ONLY: 'npm' }, ['--', 'npm']],
  ['breaks', { ARGS: `-t '#7 a row'` }, ['--', '-t', '#7 a row']],
  ['fuzz', { CASES: '5', SEED: '7' }, ['--cases', '5', '--seed', '7']],
  ['catalogue', {}, []],
])('make %s takes %o', (name, variables, expected) => {
  const command = program.commands.find((each) => each.name() === name);
  expect(command && fromVariables(command, variables)).toEqual([name, ...expected]);
});
