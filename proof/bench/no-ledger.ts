import type { Ledger } from '../../src/ports';

/** Grants every claim and keeps no receipt: what is measured is the code alone. */
export const noLedger: Ledger = {
  claim: async () => 'claimed',
  extracted: async () => {},
  failed: async () => {},
  loaded: async () => {},
  part: async () => undefined,
};
