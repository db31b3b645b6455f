import { commands } from './commands';
import { main } from './terminal/main';

main('Runs the workflow on an offline engine, and lets you look into it.', commands);
