import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionInvoker } from '../ports';
import { connection } from './connection';

/** Invokes Lambda functions. */
export class LambdaInvoker implements FunctionInvoker {
  constructor(private readonly lambda = new LambdaClient(connection)) {}

  async invoke(name: string, event: unknown): Promise<void> {
    const Payload = JSON.stringify(event);
    await this.lambda.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload }));
  }
}
