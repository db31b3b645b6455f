import { createHash } from 'node:crypto';
import type { Call } from './call';
import { ERRORS, statusOf } from './errors';
import type { Rule } from './rule';

/** An active rule, and what it has done. */
export interface ActiveRule extends Rule {
  readonly id: string;
  /** The number of calls that the rule is about, hit or not. */
  seen: number;
  hits: number;
  /** The first calls that it hit. */
  readonly calls: Struck[];
}

/** A call that a rule has hit. */
export interface Struck {
  /** When, in ms since the epoch. */
  readonly at: number;
  /** How many items the call asked to write, for `unprocessed`. */
  items?: number;
}

/** How many calls a rule remembers. */
const REMEMBERED = 100;

/** The active rules, oldest first. */
export class Rules {
  private active: ActiveRule[] = [];
  private made = 0;

  add(rule: Rule): ActiveRule {
    const active = { ...rule, id: String(++this.made), seen: 0, hits: 0, calls: [] };
    this.active.push(active);
    return active;
  }

  list(): readonly ActiveRule[] {
    return this.active;
  }

  /** Forgets a rule, or all. */
  remove(id?: string): void {
    this.active = id === undefined ? [] : this.active.filter((rule) => rule.id !== id);
  }

  /** Returns the first rule that hits this call, and counts the hit. */
  take(call: Call): ActiveRule | undefined {
    return this.active.find((rule) => {
      if (rule.hits === rule.times || !isAbout(rule, call)) return false;
      rule.seen++;
      if (rule.seen <= rule.skip || roll(rule.seed, rule.seen) >= rule.probability) return false;
      rule.hits++;
      if (rule.calls.length < REMEMBERED) rule.calls.push({ at: Date.now() });
      return true;
    });
  }
}

function isAbout(rule: Rule, call: Call): boolean {
  const { fault } = rule;
  if (rule.service !== undefined && rule.service !== call.service) return false;
  if (rule.operation !== undefined && rule.operation !== call.operation) return false;
  if (rule.stage !== undefined && rule.stage !== call.stage) return false;
  if (rule.function !== undefined && rule.function !== call.function) return false;
  if (rule.key !== undefined && !call.key?.includes(rule.key)) return false;
  if (fault === 'unprocessed') return call.service === 'dynamodb' && call.operation === 'BatchWriteItem';
  if (fault === 'kill') return call.function !== undefined;
  if (fault === 'cut' || fault === 'delay' || fault === 'reset') return true;
  return call.service !== undefined && call.service in ERRORS && statusOf(call.service, fault) !== undefined;
}

/** Returns a number from 0 up to but not including 1, the same for the same seed and throw. */
function roll(seed: number, nth: number): number {
  return createHash('sha256').update(`${seed} ${nth}`).digest().readUInt32BE() / 2 ** 32;
}
