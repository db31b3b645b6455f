import path from 'node:path';
import { bareEnvironment } from '../bare-environment';

/**
 * Returns the whole environment of MiniStack. Its Lambda functions inherit it, so it is as bare as theirs on AWS.
 * `folder` is for everything that MiniStack writes. The names are from the source of MiniStack 1.5.33.
 */
export function ministackEnvironment(
  env: NodeJS.ProcessEnv,
  folder: string,
  port: number,
): NodeJS.ProcessEnv {
  return {
    ...bareEnvironment(env, folder),

    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    // Turns off two listeners that would bind every interface.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',

    MINISTACK_ACCOUNT_ID: '000000000000',
    MINISTACK_REGION: 'us-east-1',

    // State stays in memory: a restarted engine is empty.
    PERSIST_STATE: '0',
    S3_PERSIST: '0',
    STATE_DIR: path.join(folder, 'state'),
    S3_DATA_DIR: path.join(folder, 's3'),

    // Functions run in local Node.js processes, never in containers. AWS waits 1 and 2 minutes between asynchronous
    // tries; this engine waits 1 and 2 seconds.
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_STRICT: '0',
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: '1',
    LAMBDA_ASYNC_RETRY_MAX_SECONDS: '2',
    // The first worker of a function stays warm anyway; further ones end after a minute.
    LAMBDA_WARM_TTL_SECONDS: '60',
    // LAMBDA_ACCOUNT_CONCURRENCY stays unset: MiniStack counts a throttled asynchronous call as a failed try, and AWS
    // does not.
    LOG_LEVEL: 'INFO',
  };
}
