/** How a function is bundled, for the Serverless Framework and for `make watch` alike: options of esbuild. */
module.exports = () => ({
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ES modules first: of CommonJS nothing can be left out that is not used.
  mainFields: ['module', 'main'],
  minify: true,
  // Errors keep their names, which go to logs and to the load-failed queue, and Powertools looks at names of classes.
  keepNames: true,
  sourcemap: 'linked',
  // Nothing is left to what a runtime happens to bring: every engine runs the same bytes.
  exclude: [],
  // A context that serverless-esbuild keeps for rebuilds would keep the process from ending.
  skipRebuild: true,
});
