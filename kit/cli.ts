import { groups } from './commands';
import { main } from './terminal/main';

void main('Runs the workflow on an offline engine and shows what happens in it.', groups);
