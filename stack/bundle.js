/** Returns esbuild's options for a function, for the Serverless Framework and `./sluice watch` alike. */
module.exports = () => ({
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ES modules first: esbuild cannot drop unused code from CommonJS.
  mainFields: ['module', 'main'],
  minify: true,
  // Keeps the names of errors, which go to logs and to the load-failed queue, and the class names that Powertools
  // reads.
  keepNames: true,
  sourcemap: 'linked',
  // Bundles everything rather than rely on a runtime's packages: every engine runs the same bytes.
  exclude: [],
  // A context that serverless-esbuild keeps for rebuilds would keep the process alive.
  skipRebuild: true,
});
