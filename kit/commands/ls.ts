import type { Command } from 'commander';
import { openStack } from '../session';
import { output } from '../terminal/output';
import { listObjects } from '../workflow/objects';

export function ls(program: Command): void {
  program
    .command('ls')
    .description('list the objects of both buckets')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { stack, aws } = await openStack();
      const out = output(json);
      const objects = {
        input: await listObjects(aws, stack.inputBucket),
        csv: await listObjects(aws, stack.csvBucket),
      };
      out.data(objects);
      out.table(
        ['bucket', 'bytes', 'key'],
        Object.entries(objects).flatMap(([bucket, listed]) =>
          listed.map(({ key, bytes }) => [bucket, bytes, key]),
        ),
      );
    });
}
