import fc from 'fast-check';

// The same input at each run, or luck decides which mutants survive. The first failure will do; the least is not looked for.
fc.configureGlobal({ seed: 1, endOnFailure: true });
