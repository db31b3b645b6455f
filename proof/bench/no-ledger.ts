import type { Ledger } from '../../src/ports';

/** A ledger that grants every claim and keeps no receipts, to measure only the code. */
export const noLedger: Ledger = {
  claim: async () => 'claimed',
  extracted: async () => {},
  failed: async () => {},
  loaded: async () => {},
  part: async () => undefined,
};
