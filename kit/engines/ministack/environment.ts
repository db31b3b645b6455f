import path from 'node:path';

/** Kept from the caller's environment; all else (profiles, real keys, proxies, NODE_OPTIONS) stays out of engine and functions. */
const KEPT = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'USER', 'LOGNAME', 'SHELL'];

/**
 * The whole environment of MiniStack. Its Lambda functions inherit it, so it is as bare as theirs on AWS.
 * `folder` holds all that it writes. Names are from the source of MiniStack 1.5.33.
 */
export function ministackEnvironment(
  env: NodeJS.ProcessEnv,
  folder: string,
  port: number,
  marker: string,
): NodeJS.ProcessEnv {
  const [markerName, markerValue] = marker.split('=') as [string, string];
  return {
    ...Object.fromEntries(KEPT.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    // Functions run in this very Node, not in one that a version manager's shim would pick.
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${env.PATH ?? ''}`,
    // A home of its own, so that no SDK finds ~/.aws.
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'tmp'),
    TZ: 'UTC',
    [markerName]: markerValue,

    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    // Two listeners that would bind every interface.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',

    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Functions run on the developer's Node, which may be 20.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    MINISTACK_ACCOUNT_ID: '000000000000',
    MINISTACK_REGION: 'us-east-1',

    // In memory: a stopped engine starts empty.
    PERSIST_STATE: '0',
    S3_PERSIST: '0',
    STATE_DIR: path.join(folder, 'state'),
    S3_DATA_DIR: path.join(folder, 's3'),

    // Local Node processes, never containers. AWS waits 1 and 2 minutes between asynchronous tries, here 1 and 2 seconds.
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_STRICT: '0',
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: '1',
    LAMBDA_ASYNC_RETRY_MAX_SECONDS: '2',
    // The first worker of a function stays warm anyway; those of a burst go after a minute.
    LAMBDA_WARM_TTL_SECONDS: '60',
    // LAMBDA_ACCOUNT_CONCURRENCY stays unset: MiniStack counts a throttled asynchronous call as a failed try, AWS does not.
    LOG_LEVEL: 'INFO',
  };
}
