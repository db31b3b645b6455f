import type { CommandGroups } from '../../kit/terminal/main';
import { audit } from './audit';
import { bench } from './bench';
import { breaks } from './breaks';
import { catalogue } from './catalogue';
import { catalogueReport } from './catalogue-report';
import { fuzz } from './fuzz';
import { labsCheck } from './labs-check';
import { mutate } from './mutate';
import { parity } from './parity';
import { proofTest } from './proof-test';
import { soakCommand } from './soak';

/** Every command that proves something. */
export const groups: CommandGroups = {
  Prove: [
    soakCommand,
    parity,
    catalogue,
    catalogueReport,
    labsCheck,
    breaks,
    mutate,
    fuzz,
    bench,
    audit,
    proofTest,
  ],
};
