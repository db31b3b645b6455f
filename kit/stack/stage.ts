import { existsSync } from 'node:fs';
import path from 'node:path';
import { closest } from 'fastest-levenshtein';
import { KitError } from '../errors';

export interface Stage {
  readonly name: string;
  /** Whether the stage is on an offline engine. */
  readonly offline: boolean;
}

/** The offline stages: several can run on one engine. serverless.yml reads the same list. */
export const OFFLINE_STAGES: readonly string[] = require('../../stack/stages.js').OFFLINE_STAGES;

/** Returns the stage that STAGE names, `local` by default. @throws KitError `BAD_STAGE` */
export function stageOf(env: NodeJS.ProcessEnv): Stage {
  const name = env.STAGE || 'local';
  const bad = (problem: string) =>
    new KitError('BAD_STAGE', { stage: name, problem, stages: OFFLINE_STAGES.join(', ') });
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) throw bad('it becomes part of bucket names.');
  const offline = OFFLINE_STAGES.includes(name);
  if (!offline && name.startsWith('local')) throw bad(`did you mean ${closest(name, OFFLINE_STAGES)}?`);
  return { name, offline };
}

/** Refuses a stage in AWS. @throws KitError `NOT_OFFLINE` when the stage is in AWS */
export function requireOffline({ name, offline }: Stage, command: string): void {
  if (!offline) throw new KitError('NOT_OFFLINE', { stage: name, command });
}

const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy'];

/**
 * Returns the environment in which SDK clients and the Serverless Framework reach the stage. Offline, it has no real
 * credentials and no profile, hides ~/.aws from tools, and uses no proxy.
 */
export function stageEnvironment(
  stage: Stage,
  endpoint: string | undefined,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const quiet = {
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  // The region of serverless.yml; SDK clients would use another one, or none.
  if (!stage.offline) return { ...env, ...quiet, AWS_REGION: env.AWS_REGION || 'us-east-1' };
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('AWS_') && !PROXIES.includes(name.toLowerCase()),
  );
  return {
    ...Object.fromEntries(kept),
    ...quiet,
    ...(endpoint && { AWS_ENDPOINT_URL: endpoint }),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere(),
    AWS_SHARED_CREDENTIALS_FILE: nowhere(),
    NO_PROXY: '127.0.0.1,localhost',
    // Milliseconds between two checks of a deployment; the default is 5 s.
    SLS_AWS_MONITORING_FREQUENCY: '500',
  };
}

function nowhere(): string {
  const file = path.join(__dirname, 'no-aws-config');
  if (existsSync(file)) throw new Error(`${file} must not exist`);
  return file;
}
