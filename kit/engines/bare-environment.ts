import path from 'node:path';
import { allowedOriginIn } from './loopback/refusal';

/**
 * The variables that are kept. Everything else (profiles, real keys, proxies, NODE_OPTIONS) stays out of engine and
 * functions.
 */
const KEPT = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'USER', 'LOGNAME', 'SHELL'];

/**
 * Returns the base environment of every engine on this machine: no real credentials, no proxy, and its own home in
 * `folder`.
 * @throws KitError `BAD_ORIGIN`
 */
export function bareEnvironment(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(KEPT.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    // Functions run on this same Node.js, not on one that a version manager's shim would choose.
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${env.PATH ?? ''}`,
    // Its own home, so that no SDK finds ~/.aws.
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'tmp'),
    TZ: 'UTC',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    // Functions do not inherit this variable: see how each engine starts them.
    SLUICE_ALLOW_ORIGIN: allowedOriginIn(env),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Functions run on the developer's Node.js, which may be 20.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
