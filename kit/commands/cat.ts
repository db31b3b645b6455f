import type { Command } from 'commander';
import { KitError } from '../errors';
import { openStack } from '../session';
import { document } from '../terminal/output';
import { readBytes } from '../workflow/objects';

export function cat(program: Command): void {
  program
    .command('cat')
    .description('print an object of the csv bucket (a part, its metadata, a rejects report)')
    .argument('<key>', 'its key, as ./sluice ls lists it')
    .action(async (key: string) => {
      if (!key) throw new KitError('NO_KEY');
      const { stack, aws } = await openStack();
      document(await readBytes(aws, stack.csvBucket, key));
    });
}
