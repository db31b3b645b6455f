import path from 'node:path';
import { allowedOriginIn } from './loopback/refusal';

/** Kept from the caller's environment; all else (profiles, real keys, proxies, NODE_OPTIONS) stays out of engine and functions. */
const KEPT = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'USER', 'LOGNAME', 'SHELL'];

/**
 * What every engine on this machine starts from: no real credential, no proxy, and a home of its own in `folder`.
 * @throws KitError `BAD_ORIGIN`
 */
export function bareEnvironment(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(KEPT.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    // Functions run in this very Node, not in one that a version manager's shim would pick.
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${env.PATH ?? ''}`,
    // A home of its own, so that no SDK finds ~/.aws.
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'tmp'),
    TZ: 'UTC',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    // Functions do not inherit it: see what starts each engine.
    SLUICE_ALLOW_ORIGIN: allowedOriginIn(env),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Functions run on the developer's Node, which may be 20.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
