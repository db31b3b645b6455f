const { buildSync } = require('esbuild');
const path = require('node:path');

/**
 * Returns what serverless.yml needs from src/pipeline.ts: its version. Runs the code, so that an unusable pipeline is
 * not deployed.
 */
module.exports = () => {
  const { outputFiles } = buildSync({
    ...{ absWorkingDir: path.resolve(__dirname, '..'), entryPoints: ['src/pipeline.ts'] },
    ...{ bundle: true, platform: 'node', write: false, logLevel: 'silent' },
  });
  const bundled = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(bundled, bundled.exports, require);
  return { version: String(bundled.exports.default.version) };
};
