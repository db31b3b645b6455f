import { KitError } from '../errors';
import type { Clients } from './clients';
import type { Stage } from './stage';

/**
 * Finds the credentials of a stage in AWS where the SDK looks for them, before anything is asked of AWS.
 * @throws KitError `NO_CREDENTIALS`
 */
export async function requireCredentials({ name }: Stage, { cloudFormation }: Clients): Promise<void> {
  try {
    await cloudFormation.config.credentials();
  } catch (cause) {
    const profile = process.env.AWS_PROFILE ? ` (AWS_PROFILE=${process.env.AWS_PROFILE})` : '';
    throw new KitError({
      code: 'NO_CREDENTIALS',
      message: `Stage ${name} is in AWS, and there are no credentials${profile}: ${cause instanceof Error ? cause.message : cause}`,
      fix: `export AWS_PROFILE=… of aws configure or aws sso login, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
An offline stage needs none: make up.`,
      cause,
    });
  }
}
