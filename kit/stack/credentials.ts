import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { KitError } from '../errors';
import { connection } from './connection';
import type { Stage } from './stage';

type Keys = Awaited<ReturnType<CloudFormationClient['config']['credentials']>>;

/** What an SDK says of a single sign-on session that has not begun, or that is over. */
const NO_SESSION = /\bSSO (session|token)\b|Session token not found or invalid/i;
/** The variables that say whose credentials a program takes; the Serverless Framework knows some for each stage as well. */
const WHOSE = /^AWS_(\w+_)?(PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;

/**
 * Returns the credentials of a stage in AWS from where the SDK looks for them, before AWS is asked for anything.
 * @throws KitError `NO_CREDENTIALS`, or `LOGIN_NEEDED` when a profile's session of single sign-on is over
 */
export async function credentialsOf({ name }: Stage): Promise<Keys> {
  const client = new CloudFormationClient(connection);
  try {
    return await client.config.credentials();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (NO_SESSION.test(reason)) throw loginNeeded(name, reason, cause);
    const profile = process.env.AWS_PROFILE ? ` (AWS_PROFILE=${process.env.AWS_PROFILE})` : '';
    throw new KitError('NO_CREDENTIALS', { stage: name, profile, reason }, cause);
  } finally {
    client.destroy();
  }
}

function loginNeeded(stage: string, reason: string, cause: unknown): KitError {
  const profile = /profile=(\S+)/.exec(reason)?.[1] ?? process.env.AWS_PROFILE;
  const values = { stage, reason, profile: profile ? ` --profile ${profile}` : '' };
  return new KitError('LOGIN_NEEDED', values, cause);
}

/**
 * Returns an environment with these credentials as the only ones: for a program that cannot read every kind of profile,
 * as the Serverless Framework cannot read one of single sign-on.
 */
export function withCredentials(env: NodeJS.ProcessEnv, keys: Keys): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !WHOSE.test(name))),
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken && { AWS_SESSION_TOKEN: keys.sessionToken }),
  };
}
