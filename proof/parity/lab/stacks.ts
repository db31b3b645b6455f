import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Output,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { Lab } from './lab';

export interface MadeStack {
  readonly name: string;
  readonly template: string;
  readonly outputs: readonly Output[];
}

/** Deploys a template. @throws Error when the stack is not complete, or not in time */
export async function makeStack(lab: Lab, resources: Record<string, unknown>): Promise<MadeStack> {
  const { cloudFormation } = lab.aws;
  const name = lab.name();
  const template = JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', ...resources });
  lab.finally(`stack ${name}`, async () => {
    await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
    await lab.until({
      what: `stack ${name} is deleted`,
      look: () => statusOfStack(lab, name),
      enough: (status) => ['gone', 'DELETE_COMPLETE'].includes(status),
    });
  });
  await cloudFormation.send(
    new CreateStackCommand({ StackName: name, TemplateBody: template, Capabilities: ['CAPABILITY_IAM'] }),
  );
  const stack = await lab.until({
    what: `stack ${name} is complete`,
    look: () => describe(lab, name),
    enough: (seen) => !/_IN_PROGRESS$/.test(seen?.StackStatus ?? '_IN_PROGRESS'),
  });
  if (stack?.StackStatus !== 'CREATE_COMPLETE') {
    throw new Error(`stack ${name} is ${stack?.StackStatus}: ${stack?.StackStatusReason ?? ''}`);
  }
  return { name, template, outputs: stack.Outputs ?? [] };
}

async function describe({ aws }: Lab, StackName: string): Promise<Stack | undefined> {
  return (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
}

/** Returns a stack's status; `gone` when the stack was deleted and can no longer be described. */
export function statusOfStack(lab: Lab, name: string): Promise<string> {
  return describe(lab, name).then(
    (stack) => stack?.StackStatus ?? 'gone',
    (error: Error) => {
      if (/does not exist/.test(error.message)) return 'gone';
      throw error;
    },
  );
}

/** Creates a role for functions, which may only use the run's own queues and write logs. Returns its ARN. */
export async function makeRole(lab: Lab): Promise<string> {
  const ours = `\${AWS::Region}:\${AWS::AccountId}:${lab.site.prefix}-*`;
  const logGroups = `\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${lab.site.prefix}-*`;
  const allow = (Action: string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
  const Statement = [
    allow(
      ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes', 'SendMessage'].map(
        (action) => `sqs:${action}`,
      ),
      { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:${ours}` },
    ),
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], {
      'Fn::Sub': `arn:\${AWS::Partition}:logs:${logGroups}`,
    }),
  ];
  const Version = '2012-10-17';
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { outputs } = await makeStack(lab, {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Version, Statement: [trust] },
          Policies: [{ PolicyName: 'parity', PolicyDocument: { Version, Statement } }],
        },
      },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  });
  return outputs[0]?.OutputValue ?? '';
}
