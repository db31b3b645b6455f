import type { Service } from '../probe';
import { cloudFormation } from './cloudformation';
import { dynamodbBatches } from './dynamodb-batches';
import { dynamodbItems } from './dynamodb-items';
import { dynamodbReads } from './dynamodb-reads';
import { lambdaAsync } from './lambda-async';
import { lambdaLimits } from './lambda-limits';
import { lambdaRun } from './lambda-run';
import { logs } from './logs';
import { s3Events } from './s3-events';
import { s3Objects } from './s3-objects';
import { s3Wiring } from './s3-wiring';
import { sqsBatches } from './sqs-batches';
import { sqsPolling } from './sqs-polling';
import { sqsQueues } from './sqs-queues';

/** Every probe, in the order of the page, which is the order in which data passes through the workflow. */
export const services: readonly Service[] = [
  sqsQueues,
  sqsPolling,
  sqsBatches,
  lambdaRun,
  lambdaLimits,
  s3Objects,
  s3Wiring,
  s3Events,
  lambdaAsync,
  dynamodbBatches,
  dynamodbItems,
  dynamodbReads,
  logs,
  cloudFormation,
];
