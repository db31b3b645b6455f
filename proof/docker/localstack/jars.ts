import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Jars, readArtifacts } from '../../../kit/engines/localstack-host/jars';
import { ofThisMachine } from '../../../kit/engines/localstack-host/native';

/** Fetches the host engine's version of DynamoDB Local into `.sluice/jars-dynamodb-local` of `root`. */
async function main(root: string): Promise<void> {
  const list = path.join(__dirname, '../../../kit/engines/localstack-host/dynamodb-local.txt');
  const artifacts = ofThisMachine(readArtifacts(readFileSync(list, 'utf8')));
  await new Jars({ root, port: 0, env: process.env }, 'dynamodb-local', artifacts).make(console.log);
}

main(process.argv[2] ?? '').catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
