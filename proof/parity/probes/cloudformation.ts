import {
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PAGES } from '../addresses';
import { emptyBucket, put } from '../lab/buckets';
import type { Lab } from '../lab/lab';
import { makeStack, statusOfStack } from '../lab/stacks';
import type { Service } from '../probe';

/** A resource that costs nothing and takes a second, even on AWS. */
const QUEUE = { Type: 'AWS::SQS::Queue' };

async function sameAgain(lab: Lab): Promise<string> {
  const { name, template } = await makeStack(lab, { Resources: { Queue: QUEUE } });
  try {
    await lab.aws.cloudFormation.send(new UpdateStackCommand({ StackName: name, TemplateBody: template }));
    return 'accepted';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

async function conditions(lab: Lab): Promise<string> {
  const { name } = await makeStack(lab, {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Equals': ['a', 'a'] } },
    Resources: {
      Left: { ...QUEUE, Condition: 'Never' },
      Made: { ...QUEUE, Condition: 'Always' },
    },
  });
  const { StackResources = [] } = await lab.aws.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: name }),
  );
  const made = StackResources.map(({ LogicalResourceId }) => LogicalResourceId).sort();
  return made.join() === 'Made' ? 'it is left out' : `made: ${made.join(', ') || 'nothing'}`;
}

async function fullBucket(lab: Lab): Promise<string> {
  const BucketName = lab.name();
  const { name } = await makeStack(lab, {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName } } },
  });
  lab.finally(`objects of ${BucketName}`, () => emptyBucket(lab, BucketName));
  await put(lab, BucketName, 'object');
  await lab.aws.cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  const status = await lab.until({
    what: `the deletion of stack ${name} ends`,
    look: () => statusOfStack(lab, name),
    enough: (seen) => ['gone', 'DELETE_COMPLETE', 'DELETE_FAILED'].includes(seen),
  });
  return status === 'DELETE_FAILED' ? status : 'it is deleted with the object';
}

export const cloudFormation: Service = {
  name: 'CloudFormation',
  probes: [
    {
      name: 'An update with the same template',
      aws: 'ValidationError: No updates are to be performed.',
      address: PAGES.stackTroubles,
      run: sameAgain,
    },
    {
      name: 'A resource with a false condition',
      aws: 'it is left out',
      address: PAGES.stackConditions,
      run: conditions,
    },
    {
      name: 'Deleting a stack with an object in its bucket',
      aws: 'DELETE_FAILED',
      address: PAGES.stackTroubles,
      run: fullBucket,
    },
  ],
};
