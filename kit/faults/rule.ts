import { randomInt } from 'node:crypto';
import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { KitError } from '../errors';
import { ERRORS, SERVICES, statusOf } from './errors';

/** The faults other than an error of the service. */
const OTHERS = ['unprocessed', 'cut', 'delay', 'reset', 'kill'] as const;
type ErrorCode = { [S in keyof typeof ERRORS]: keyof (typeof ERRORS)[S] }[keyof typeof ERRORS];
export const FAULTS = [
  ...new Set(Object.values(ERRORS).flatMap((codes) => Object.keys(codes) as ErrorCode[])),
  ...OTHERS,
] as const;
export const FUNCTIONS = ['extract', 'load'] as const;
const NAMES: Record<string, readonly string[]> = { fault: FAULTS, service: SERVICES, function: FUNCTIONS };

const count = (least: number) =>
  v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(least, `must be ${least} or more`));
const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const Schema = v.pipe(
  v.strictObject({
    /**
     * What happens to the call. With the name of an error, the service answers with it, and the engine does not get the
     * call. `unprocessed`: the engine gets a batch of writes without its last `items`, which are answered as
     * UnprocessedItems; a batch of one is refused whole with ProvisionedThroughputExceededException, as on AWS. `cut`:
     * the engine processes the call; its answer announces its length and ends halfway, and an empty answer is not sent.
     * `delay`: the engine gets the call after `ms`, unless the caller is gone by then. `reset`: the connection is
     * reset, and the engine does not get the call. `kill`: the same, after SIGKILL to the processes that run the
     * calling function.
     */
    fault: v.picklist(FAULTS),
    /** Which calls the rule is about: all conditions must hold. An error implies its service. */
    service: v.optional(v.picklist(SERVICES)),
    /** The operation's name in the service's API, such as `PutObject`. */
    operation: v.optional(v.pipe(text, v.regex(/^[A-Z][A-Za-z0-9]*$/, 'must be like PutObject'))),
    /** The caller: a stage's functions, or one of them. */
    stage: v.optional(text),
    function: v.optional(v.picklist(FUNCTIONS)),
    /** A part of an S3 object's key. */
    key: v.optional(text),
    /** This many of those calls are let through first… */
    skip: v.optional(count(0), 0),
    /** …then each is hit with this probability… */
    probability: v.optional(
      v.pipe(v.number(), v.minValue(0, 'must be from 0 to 1'), v.maxValue(1, 'must be from 0 to 1')),
      1,
    ),
    /** …by random numbers that are the same for the same seed… */
    seed: v.optional(count(0), () => randomInt(2 ** 31)),
    /** …until this many calls were hit. Without `times`, the rule never ends. */
    times: v.optional(count(1)),
    /** The length of `delay`, in milliseconds. */
    ms: v.optional(count(1)),
    /** How many requests of each batch `unprocessed` holds back; half by default. At least one passes. */
    items: v.optional(count(1)),
  }),
  v.check(
    ({ fault, ms }) => (fault === 'delay') === (ms !== undefined),
    'ms belongs to delay, and delay needs it',
  ),
  v.check(
    ({ fault, items }) => fault === 'unprocessed' || items === undefined,
    'items belongs to unprocessed',
  ),
  v.check(
    ({ fault, service }) => !service || includes(OTHERS, fault) || statusOf(service, fault) !== undefined,
    'this service has no such error',
  ),
);

/** A rule as given, without defaults. */
export type RuleInput = v.InferInput<typeof Schema>;
/** A rule with its defaults. */
export type Rule = v.InferOutput<typeof Schema>;

/**
 * Checks a rule and fills in its defaults.
 * @throws KitError `BAD_FAULT` that says what is wrong, with the nearest valid name
 */
export function parseRule(input: unknown): Rule {
  const parsed = v.safeParse(Schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  const problem = where ? `${where} ${whatIsWrong(issue, where)}` : whatIsWrong(issue);
  throw new KitError('BAD_FAULT', { problem, faults: FAULTS.join(', ') });
}

function whatIsWrong(issue: v.InferIssue<typeof Schema>, where?: string): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `is not part of a rule; did you mean ${closest(where ?? '', Object.keys(Schema.pipe[0].entries))}?`;
  }
  if (issue.input === undefined) return 'is missing';
  const names = NAMES[where ?? ''];
  if (issue.type === 'picklist' && names) {
    return `cannot be ${JSON.stringify(issue.input)}; did you mean ${closest(String(issue.input), [...names])}?`;
  }
  return issue.message;
}

function includes<T>(list: readonly T[], value: unknown): value is T {
  return (list as readonly unknown[]).includes(value);
}
