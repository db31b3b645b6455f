/** How a function is bundled, for the Serverless Framework and for `make watch` alike: options of esbuild. */
module.exports = () => ({
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  // Errors keep their names, which go to logs and to the load-failed queue.
  keepNames: true,
  sourcemap: 'linked',
  // Nothing is left to what a runtime happens to bring: every engine runs the same bytes.
  exclude: [],
  // A context that serverless-esbuild keeps for rebuilds would keep the process from ending.
  skipRebuild: true,
});
