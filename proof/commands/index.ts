import type { CommandGroups } from '../../kit/terminal/main';
import { audit } from './audit';
import { bench } from './bench';
import { catalogueReport } from './catalogue-report';
import { labsCheck } from './labs-check';
import { parity } from './parity';
import { soakCommand } from './soak';

/** Every command that proves something. */
export const groups: CommandGroups = {
  Prove: [soakCommand, parity, catalogueReport, labsCheck, bench, audit],
};
