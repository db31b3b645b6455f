import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Lab } from './lab';

/** Creates a table whose partition key is the string `pk`. Returns its name. */
export async function makeTable(lab: Lab): Promise<string> {
  const { dynamo } = lab.aws;
  const TableName = lab.name();
  lab.finally(`table ${TableName}`, () => dynamo.send(new DeleteTableCommand({ TableName })));
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await lab.until({
    what: `${TableName} is active`,
    look: async () => (await dynamo.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus,
    enough: (status) => status === 'ACTIVE',
  });
  return TableName;
}
