import type { Command } from 'commander';
import { faultsOf } from '../faults/faults';
import { pointedAt } from '../faults/routing';
import { openStack } from '../session';
import { output } from '../terminal/output';
import { printRules } from '../terminal/rules';

export function faults(program: Command): void {
  program
    .command('faults')
    .description('list the faults that are set and the calls they have hit')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { aws, stack, stage } = await openStack();
      const { proxy, rules } = await faultsOf({ stage });
      const pointed: Record<string, boolean> = {};
      for (const name of [stack.extractFunction, stack.loadFunction]) {
        pointed[name] = (await pointedAt(aws, name)) !== undefined;
      }
      const out = output(json);
      out.data({ proxy: proxy?.endpoint, rules, pointed });
      if (rules.length === 0) out.line('No fault is set.');
      else printRules(rules, out);
      for (const [name, isPointed] of Object.entries(pointed)) {
        out.line(
          `${name} calls the ${isPointed ? `proxy, ${proxy?.endpoint ?? 'which is not running'}` : 'engine'}`,
        );
      }
    });
}
