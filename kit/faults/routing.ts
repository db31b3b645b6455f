import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { Clients } from '../stack/clients';
import { eventsComeAtOnce } from '../stack/events';
import { APP_ID, appIdOf } from './call';

const ENDPOINT = 'AWS_ENDPOINT_URL';

/**
 * Points functions' SDK clients at another endpoint, and has them say who they are; without an endpoint they are as they
 * were deployed. Resolves when the next invocations run so. On MiniStack an invocation that is under way is ended by this.
 */
export async function point(
  { lambda }: Clients,
  functions: readonly string[],
  endpoint: string | undefined,
): Promise<void> {
  const changed = await Promise.all(functions.map((name) => pointOne(lambda, name, endpoint)));
  if (changed.includes(true)) await eventsComeAtOnce();
}

async function pointOne(
  lambda: Clients['lambda'],
  FunctionName: string,
  endpoint: string | undefined,
): Promise<boolean> {
  const variables = await variablesOf(lambda, FunctionName);
  if (variables[ENDPOINT] === endpoint) return false;
  const { [ENDPOINT]: _, [APP_ID]: __, ...others } = variables;
  const Variables = endpoint ? { ...others, [ENDPOINT]: endpoint, [APP_ID]: appIdOf(FunctionName) } : others;
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  return true;
}

/** Where a function is pointed; undefined when it is as it was deployed. */
export async function pointedAt({ lambda }: Clients, FunctionName: string): Promise<string | undefined> {
  return (await variablesOf(lambda, FunctionName))[ENDPOINT];
}

async function variablesOf(lambda: Clients['lambda'], FunctionName: string): Promise<Record<string, string>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Environment?.Variables ?? {};
}
