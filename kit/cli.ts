import { groups, LISTED_BY_MAKE } from './commands';
import { main } from './terminal/main';

void main(
  'Runs the workflow on an offline engine and shows what happens in it. proof/README.md lists more commands.',
  groups,
  Object.values(LISTED_BY_MAKE).flat(),
);
