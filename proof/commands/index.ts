import type { Command } from 'commander';
import { audit } from './audit';
import { bench } from './bench';
import { catalogueReport } from './catalogue-report';
import { parity } from './parity';
import { soakCommand } from './soak';

/** Every command that proves something, in the order of the help. */
export const commands: readonly ((program: Command) => void)[] = [
  soakCommand,
  parity,
  catalogueReport,
  bench,
  audit,
];
