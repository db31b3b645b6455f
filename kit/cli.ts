import { groups } from './commands';
import { main } from './terminal/main';

void main('Runs the workflow on an offline engine, and lets you look into it.', groups);
