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
 * Points functions' SDK clients at another endpoint and makes them identify themselves; without an endpoint, restores
 * the deployed settings. Resolves when the next invocations use them. On MiniStack, this ends an invocation in
 * progress.
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

/** Returns the endpoint that a function is pointed at; undefined when the function is as deployed. */
export async function pointedAt({ lambda }: Clients, FunctionName: string): Promise<string | undefined> {
  return (await variablesOf(lambda, FunctionName))[ENDPOINT];
}

async function variablesOf(lambda: Clients['lambda'], FunctionName: string): Promise<Record<string, string>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Environment?.Variables ?? {};
}
