import { GetFunctionConfigurationCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { Bundle } from './bundle';
import type { Clients } from './clients';
import { eventsComeAtOnce } from './events';
import { functionOf, type Stack } from './stack';

/** Updates the code of functions, and resolves when the next event meets the new code. @throws esbuild's BuildFailure */
export async function updateFunctions(aws: Clients, stack: Stack, stale: readonly Bundle[]): Promise<void> {
  await Promise.all(
    stale.map(async (bundle) => {
      const FunctionName = functionOf(stack, bundle.name);
      await aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: await bundle.zip() }));
      for (;;) {
        const { LastUpdateStatus } = await aws.lambda.send(
          new GetFunctionConfigurationCommand({ FunctionName }),
        );
        if (LastUpdateStatus !== 'InProgress') break;
      }
    }),
  );
  await eventsComeAtOnce();
}
