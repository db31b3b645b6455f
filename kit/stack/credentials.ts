import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { KitError } from '../errors';
import { connection } from './connection';
import type { Stage } from './stage';

type Keys = Awaited<ReturnType<CloudFormationClient['config']['credentials']>>;

/** Matches an SDK's message about a single sign-on session that has not begun or has expired. */
const NO_SESSION = /\bSSO (session|token)\b|Session token not found or invalid/i;
/** Matches the variables that name a program's credentials; the Serverless Framework also knows some per stage. */
const WHOSE = /^AWS_(\w+_)?(PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;

/**
 * Returns the credentials of a stage in AWS from where the SDK looks for them. Call before asking AWS for anything.
 * @throws KitError `NO_CREDENTIALS`, or `LOGIN_NEEDED` when a profile's single sign-on session has expired
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
 * Returns an environment with these credentials as the only ones, for a program that cannot read every kind of profile.
 * The Serverless Framework cannot read a single sign-on profile.
 */
export function withCredentials(env: NodeJS.ProcessEnv, keys: Keys): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !WHOSE.test(name))),
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken && { AWS_SESSION_TOKEN: keys.sessionToken }),
  };
}
