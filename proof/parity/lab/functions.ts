import { DeleteLogGroupCommand, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingRequest,
  CreateFunctionCommand,
  type CreateFunctionRequest,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { refusalOf } from '../probe';
import type { Lab } from './lab';
import type { Queue } from './queues';

export interface Invoked {
  /** Undefined when the function returned. */
  readonly error?: string;
  readonly payload: { errorType?: string; errorMessage?: string } & Record<string, unknown>;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
}

/** A function of a few lines of JavaScript that export `handler`. */
export async function makeFunction(
  lab: Lab,
  source: string,
  more: Partial<CreateFunctionRequest> = {},
): Promise<LambdaFunction> {
  const { lambda } = lab.aws;
  const FunctionName = lab.name();
  lab.finally(`function ${FunctionName}`, () => lambda.send(new DeleteFunctionCommand({ FunctionName })));
  const command = new CreateFunctionCommand({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: await lab.site.role(),
    Timeout: 10,
    Code: { ZipFile: await zipOf(source) },
    ...more,
  });
  await lab.permitted(`${FunctionName} is created`, () => lambda.send(command));
  const { FunctionArn: arn = '' } = await lab.until({
    what: `${FunctionName} is active`,
    look: () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    enough: ({ State }) => State === 'Active',
  });
  return { name: FunctionName, arn };
}

async function zipOf(source: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: __dirname },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
    // A probe's line that throws at once makes the exports after it unreachable.
    logLevel: 'silent',
  });
  return zipSync({ 'index.js': outputFiles[0]?.contents ?? new Uint8Array() });
}

/** Calls a function and waits for its answer. */
export async function invoke(lab: Lab, { name }: LambdaFunction, event: unknown = {}): Promise<Invoked> {
  const { FunctionError, Payload } = await lab.aws.lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  );
  const payload = JSON.parse(Payload?.transformToString() || 'null') ?? {};
  return FunctionError ? { error: FunctionError, payload } : { payload };
}

/** Returns the error of a call in one line; `no error` when it succeeded. */
export function errorOf({ error, payload }: Invoked): string {
  return error ? `${payload.errorType}: ${payload.errorMessage}` : 'no error';
}

type Polling = Omit<CreateEventSourceMappingRequest, 'FunctionName' | 'EventSourceArn'>;

/** Wires a queue to a function, without waiting. */
export async function wire(
  lab: Lab,
  { arn }: Queue,
  { name }: LambdaFunction,
  more: Polling,
): Promise<string> {
  const { lambda } = lab.aws;
  const command = new CreateEventSourceMappingCommand({ EventSourceArn: arn, FunctionName: name, ...more });
  const { UUID = '' } = await lab.permitted(`${name} may poll`, () => lambda.send(command));
  lab.finally(`event source mapping ${UUID}`, () =>
    lab.until({
      what: 'the mapping can be deleted',
      // AWS does not delete a mapping that it is creating or changing.
      look: () => refusalOf(lambda.send(new DeleteEventSourceMappingCommand({ UUID }))),
      enough: (refusal) => refusal !== 'ResourceInUseException',
    }),
  );
  return UUID;
}

/** Connects a queue to a function. Resolves when Lambda polls the queue. */
export async function consume(
  lab: Lab,
  queue: Queue,
  handler: LambdaFunction,
  more: Polling = {},
): Promise<void> {
  const UUID = await wire(lab, queue, handler, more);
  await lab.until({
    what: 'the event source mapping is enabled',
    look: async () => (await lab.aws.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State,
    enough: (state) => state === 'Enabled',
  });
}

/** Returns the start of a function's code, in which `await tell({ … })` reports to a queue. */
export function witness({ url }: Queue): string {
  return `
    import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    const tell = (seen) =>
      sqs.send(new SendMessageCommand({ QueueUrl: '${url}', MessageBody: JSON.stringify(seen) }));
  `;
}

/** Deletes the log groups of the run's functions. Call last, because a function's last lines may arrive after its deletion. */
export async function deleteLogs({ aws: { logs }, site: { prefix } }: Lab): Promise<void> {
  const ours = { logGroupNamePrefix: `/aws/lambda/${prefix}` };
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, ours)) {
    for (const { logGroupName } of logGroups) await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  }
}
