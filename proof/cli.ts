import { main } from '../kit/terminal/main';
import { commands } from './commands';

main('Proves what Sluice claims: on the engine that ENGINE names, or on the code alone.', commands);
