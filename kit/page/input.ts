import * as v from 'valibot';
import { KitError } from '../errors';

export const text = v.pipe(v.string(), v.nonEmpty());

/** Checks what the browser sent. @throws KitError `BAD_ACTION` */
export function read<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new KitError('BAD_ACTION', { problem: `${v.getDotPath(issue) ?? 'the input'}: ${issue.message}` });
}
