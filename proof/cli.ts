import { main } from '../kit/terminal/main';
import { groups } from './commands';

void main('Proves what Sluice claims, on the engine that ENGINE names or on the code alone.', groups);
