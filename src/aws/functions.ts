import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { connection } from './connection';

/** Lambda, as far as a function needs it: another invocation. */
export class Functions {
  constructor(private readonly lambda = new LambdaClient(connection)) {}

  /** Hands an event to a function, which works on it later, with Lambda's own retries. */
  async invoke(name: string, event: unknown): Promise<void> {
    const Payload = JSON.stringify(event);
    await this.lambda.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload }));
  }
}
