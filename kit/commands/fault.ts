import { type Command, InvalidArgumentError } from 'commander';
import type { FaultControl } from '../faults/client';
import { openFaults, pointBack, proxyOf } from '../faults/faults';
import { pointedAt } from '../faults/routing';
import { parseRule, type Rule, type RuleInput } from '../faults/rule';
import type { ActiveRule } from '../faults/rules';
import { engine, openStack } from '../session';
import { type Output, output } from '../terminal/output';
import { step } from '../terminal/progress';

type Flags = Omit<RuleInput, 'fault'> & { json?: boolean };

export function fault(program: Command): void {
  program
    .command('fault <fault>')
    .description('make calls of the functions fail, each as AWS would')
    .option('--service <service>', 's3, dynamodb, sqs or lambda')
    .option('--operation <operation>', 'such as PutObject')
    .option('--function <function>', 'calls of extract or of load alone')
    .option('--key <part>', 'calls about an object whose key has this in it')
    .option('--skip <n>', 'let so many calls through first', number)
    .option('--times <n>', 'hit so many calls', number)
    .option('--probability <p>', 'hit each call with this probability', number)
    .option('--seed <n>', 'for the same dice again', number)
    .option('--ms <n>', 'of delay: how long', number)
    .option('--items <n>', 'of unprocessed: how many of each batch', number)
    .option('--json', 'print JSON')
    .action(async (name: Rule['fault'], { json = false, ...about }: Flags) => {
      parseRule({ fault: name, ...about }); // Before anything is started for it.
      const opened = await openStack();
      const faults = await step('Putting the proxy between the functions and the engine', () =>
        openFaults(opened),
      );
      const rule = await faults.set({ fault: name, ...about });
      const out = output(json);
      out.data(rule);
      printRules([rule], out);
    });
}

export function faults(program: Command): void {
  program
    .command('faults')
    .description('the faults that are set, and what they have hit')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { aws, stack, stage } = await openStack();
      const proxy = await runningProxy();
      const rules = (await proxy?.rules(stage.name)) ?? [];
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

export function faultClear(program: Command): void {
  program
    .command('fault-clear')
    .description('no more faults: clears those of the stage, and points the functions back at the engine')
    .action(async () => {
      const opened = await openStack();
      const proxy = await runningProxy();
      await step('Clearing the faults', async () => {
        for (const { id } of (await proxy?.rules(opened.stage.name)) ?? []) await proxy?.clear(id);
        await pointBack(opened);
      });
    });
}

async function runningProxy(): Promise<FaultControl | undefined> {
  const { engine: chosen, place } = await engine();
  return proxyOf(chosen, place).running();
}

function printRules(rules: readonly ActiveRule[], out: Output): void {
  out.table(
    ['id', 'fault', 'of calls', 'seen', 'hits', 'of', 'probability', 'seed'],
    rules.map((rule) => {
      const { service, operation, stage, function: name, key, ms } = rule;
      const about = [stage, name, service, operation, key && `key ${key}`].filter(Boolean).join(' ');
      const what = ms ? `${rule.fault} ${ms} ms` : rule.fault;
      return [
        rule.id,
        what,
        about || 'any',
        rule.seen,
        rule.hits,
        String(rule.times ?? '∞'),
        rule.probability,
        String(rule.seed),
      ];
    }),
  );
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}
