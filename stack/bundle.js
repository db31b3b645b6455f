const { readFile } = require('node:fs/promises');
const { transform } = require('esbuild');

/** How a function is bundled, for the Serverless Framework and for `make watch` alike: options of esbuild. */
module.exports = () => ({
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ES modules first: of CommonJS nothing can be left out that is not used.
  mainFields: ['module', 'main'],
  plugins: [leftOut, foldedSchemas],
  minify: true,
  // Errors keep their names, which go to logs and to the load-failed queue, and Powertools looks at names of classes.
  keepNames: true,
  sourcemap: 'linked',
  // Nothing is left to what a runtime happens to bring: every engine runs the same bytes.
  exclude: [],
  // A context that serverless-esbuild keeps for rebuilds would keep the process from ending.
  skipRebuild: true,
});

/** Modules of the AWS SDK that a function has no use for, each with what stands in its place. */
const INSTEAD = {
  // Profiles, single sign-on, instance metadata: Lambda gives credentials in the environment alone.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  '@aws-sdk/credential-provider-node': `
    export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  // No call of ours has an event stream. One that had would fail at once, and say so.
  '@smithy/core/event-streams': `
    const absent = () => { throw new Error('event streams are left out: see stack/bundle.js'); };
    export class EventStreamSerde { constructor() { absent(); } }
    export const eventStreamSerdeProvider = absent;
    export const resolveEventStreamSerdeConfig = (config) => config;`,
};

const leftOut = {
  name: 'left-out',
  setup(build) {
    const names = new RegExp(`^(${Object.keys(INSTEAD).join('|')})$`);
    build.onResolve({ filter: names }, ({ path, resolveDir }) => ({
      ...{ path, namespace: 'left-out', pluginData: resolveDir, sideEffects: false },
    }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path, pluginData }) => ({
      ...{ contents: INSTEAD[path], resolveDir: pluginData },
    }));
  },
};

/**
 * A client's schemas of all its operations, with each constant at its place: only then does esbuild see that a schema
 * has no side effect, and leaves out those of operations that nobody calls.
 */
const foldedSchemas = {
  name: 'folded-schemas',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const define = {};
      const text = (await readFile(path, 'utf8')).replace(/^const (\w+) = (".*");$/gm, (_, name, value) => {
        define[name] = value;
        return '';
      });
      return { contents: (await transform(text, { define })).code };
    });
  },
};
