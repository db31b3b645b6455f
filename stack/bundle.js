/** Returns esbuild's options for a function, for the Serverless Framework and `./sluice watch`. */
module.exports = () => ({
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ES modules first: esbuild cannot drop unused code from CommonJS.
  mainFields: ['module', 'main'],
  minify: true,
  // Keeps the names of errors, which appear in logs and the load-failed queue, and class names that Powertools reads.
  keepNames: true,
  sourcemap: 'linked',
  // Bundles everything instead of using a runtime's packages, so every engine runs the same bytes.
  exclude: [],
  // With a context for rebuilds, serverless-esbuild would keep the process alive.
  skipRebuild: true,
});
