import { InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import { PAGES } from '../addresses';
import { makeFunction, witness } from '../lab/functions';
import type { Lab } from '../lab/lab';
import { drain, gather, makeQueue } from '../lab/queues';
import type { Service } from '../probe';

/** What Lambda sends to an on-failure destination. */
interface FailureRecord {
  readonly version?: string;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly functionArn?: string;
    readonly condition?: string;
    readonly approximateInvokeCount?: number;
  };
  readonly requestPayload?: unknown;
  readonly responseContext?: { readonly statusCode?: number; readonly functionError?: string };
  readonly responsePayload?: { readonly errorMessage?: string };
}

const EVENT = { id: 7, text: 'ü' };

/** Calls a function that always throws, asynchronously. Returns its attempts and the record of its failure. */
async function failure(lab: Lab): Promise<{ tries: string[]; record: FailureRecord }> {
  const seen = await makeQueue(lab);
  const destination = await makeQueue(lab);
  const { name: FunctionName } = await makeFunction(
    lab,
    `${witness(seen)}
     export const handler = async (event, { awsRequestId }) => {
       await tell({ awsRequestId });
       throw new Error('on purpose');
     };`,
  );
  const wiring = new PutFunctionEventInvokeConfigCommand({
    FunctionName,
    DestinationConfig: { OnFailure: { Destination: destination.arn } },
  });
  await lab.permitted('the destination is taken', () => lab.aws.lambda.send(wiring));
  await lab.aws.lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(EVENT) }),
  );
  const [message] = await gather(lab, destination, 'the failure is recorded', ({ length }) => length > 0);
  // Every attempt reports before it fails, and the record follows the last one.
  const tries = await drain(lab, seen);
  return {
    tries: tries.map(({ Body = '{}' }) => JSON.parse(Body).awsRequestId),
    record: JSON.parse(message?.Body ?? '{}'),
  };
}

async function retries(lab: Lab): Promise<string> {
  const { tries } = await failure(lab);
  const ids = new Set(tries).size;
  return `${tries.length} attempts under ${ids === 1 ? 'one requestId' : `${ids} requestIds`}`;
}

async function record(lab: Lab): Promise<string> {
  const { record } = await failure(lab);
  const { condition, approximateInvokeCount: count, functionArn } = record.requestContext ?? {};
  const qualifier = /:function:[^:]+(:.*)?$/.exec(functionArn ?? '')?.[1] ?? 'nothing';
  return `${condition} after ${count}, functionArn ends with ${qualifier}`;
}

async function payload(lab: Lab): Promise<string> {
  const { record } = await failure(lab);
  const event =
    JSON.stringify(record.requestPayload) === JSON.stringify(EVENT) ? 'the event' : 'another event';
  return `${event}; ${record.responseContext?.functionError}: ${record.responsePayload?.errorMessage}`;
}

export const lambdaAsync: Service = {
  name: 'Lambda, called asynchronously',
  probes: [
    {
      name: 'A function that always throws',
      aws: '3 attempts under one requestId',
      address: PAGES.asyncErrors,
      run: retries,
    },
    {
      name: 'Its record in the on-failure destination: `requestContext`',
      aws: 'RetriesExhausted after 3, functionArn ends with :$LATEST',
      address: PAGES.asyncRecords,
      run: record,
    },
    {
      name: 'Its record: `requestPayload`, `responseContext` and `responsePayload`',
      aws: 'the event; Unhandled: on purpose',
      address: PAGES.asyncRecords,
      run: payload,
    },
  ],
};
