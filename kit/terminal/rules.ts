import type { ActiveRule } from '../faults/rules';
import type { Output } from './output';

/** Prints the rules of the fault proxy as a table. */
export function printRules(rules: readonly ActiveRule[], out: Output): void {
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
