import {
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { KitError } from '../errors';
import type { FunctionName } from './bundle';
import type { Clients } from './clients';
import type { Stage } from './stage';

const DELETION_S = 900;

/** The names and addresses of a deployed stack, from its outputs. */
export interface Stack {
  readonly stage: Stage;
  readonly inputBucket: string;
  readonly csvBucket: string;
  readonly jobsQueueUrl: string;
  readonly jobsDlqUrl: string;
  readonly loadFailedQueueUrl: string;
  readonly recordsTable: string;
  readonly ledgerTable: string;
  readonly extractFunction: string;
  readonly loadFunction: string;
  /** The version of the user's own step at deployment: part of each job's id. */
  readonly pipelineVersion: number;
  /** Whether S3 sends an event about each new object of the input bucket to the jobs queue. */
  readonly autoRun: boolean;
}

/** Whether the stage has a stack, even one that failed to be created or deleted. */
export async function hasStack(stage: Stage, aws: Clients): Promise<boolean> {
  return (await describe(stage, aws)) !== undefined;
}

/** Returns the stage's stack. @throws KitError `NOT_DEPLOYED` */
export async function findStack(stage: Stage, aws: Clients): Promise<Stack> {
  const name = nameOf(stage);
  const outputs = (await describe(stage, aws))?.Outputs;
  const find = (key: string) => outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  const output = (key: string) => {
    const value = find(key);
    if (value) return value;
    const command = `${stage.offline ? 'up' : 'deploy'}${stage.name === 'local' ? '' : ` STAGE=${stage.name}`}`;
    throw new KitError('NOT_DEPLOYED', { stack: name, command });
  };
  return {
    stage,
    inputBucket: output('InputBucketName'),
    csvBucket: output('CsvBucketName'),
    jobsQueueUrl: output('JobsQueueUrl'),
    jobsDlqUrl: output('JobsDlqUrl'),
    loadFailedQueueUrl: output('LoadFailedQueueUrl'),
    recordsTable: output('RecordsTableName'),
    ledgerTable: output('LedgerTableName'),
    extractFunction: `${name}-extract`,
    loadFunction: `${name}-load`,
    pipelineVersion: Number(find('PipelineVersion') ?? 1),
    autoRun: find('AutoRun') === 'true',
  };
}

/** Returns the names of all buckets of the stage's stack, the framework's own bucket among them. */
export async function bucketsOf(stage: Stage, { cloudFormation: client }: Clients): Promise<string[]> {
  const buckets: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: nameOf(stage) })) {
    for (const { ResourceType, ResourceStatus, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      // A stack that failed to deploy still lists the buckets that it removed.
      if (ResourceType === 'AWS::S3::Bucket' && ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId)
        buckets.push(PhysicalResourceId);
    }
  }
  return buckets;
}

/**
 * Deletes the stack, whose buckets must be empty, and waits until it is gone. The framework's own `remove` also asks ECR
 * for its images, and ends in the middle of the deletion on an engine without ECR.
 * @throws KitError `REMOVE_FAILED` when the stack still exists
 */
export async function removeStack(stage: Stage, aws: Clients): Promise<void> {
  const client = aws.cloudFormation;
  const StackName = nameOf(stage);
  await client.send(new DeleteStackCommand({ StackName }));
  try {
    await waitUntilStackDeleteComplete(
      { client, minDelay: 1, maxDelay: 5, maxWaitTime: DELETION_S },
      { StackName },
    );
  } catch (cause) {
    const { StackStatus: status = 'unknown', StackStatusReason: reason = String(cause) } =
      (await describe(stage, aws)) ?? {};
    throw new KitError('REMOVE_FAILED', { stack: StackName, status, reason });
  }
}

/** Returns a function's full name. */
export function functionOf(stack: Stack, name: FunctionName): string {
  return name === 'extract' ? stack.extractFunction : stack.loadFunction;
}

function nameOf(stage: Stage): string {
  return `sluice-${stage.name}`;
}

async function describe(stage: Stage, { cloudFormation }: Clients) {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: nameOf(stage) }));
    return Stacks?.[0];
  } catch (cause) {
    if (cause instanceof Error && /does not exist/.test(cause.message)) return undefined;
    throw cause;
  }
}
