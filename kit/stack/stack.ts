import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { KitError } from '../errors';
import type { FunctionName } from './bundle';
import type { Clients } from './clients';
import type { Stage } from './stage';

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
