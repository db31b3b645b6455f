import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { Clients } from '../stack/clients';
import { APP_ID, appIdOf } from './call';

const ENDPOINT = 'AWS_ENDPOINT_URL';

/**
 * Points a function's SDK clients at another endpoint, and has them say who they are; without an endpoint it is as it was
 * deployed. Resolves when the next invocation runs so. On MiniStack an invocation that is under way is ended by this.
 */
export async function point(
  { lambda }: Clients,
  FunctionName: string,
  endpoint: string | undefined,
): Promise<void> {
  const variables = await variablesOf(lambda, FunctionName);
  if (variables[ENDPOINT] === endpoint) return;
  const { [ENDPOINT]: _, [APP_ID]: __, ...others } = variables;
  const Variables = endpoint ? { ...others, [ENDPOINT]: endpoint, [APP_ID]: appIdOf(FunctionName) } : others;
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
}

/** Where a function is pointed; undefined when it is as it was deployed. */
export async function pointedAt({ lambda }: Clients, FunctionName: string): Promise<string | undefined> {
  return (await variablesOf(lambda, FunctionName))[ENDPOINT];
}

async function variablesOf(lambda: Clients['lambda'], FunctionName: string): Promise<Record<string, string>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Environment?.Variables ?? {};
}
