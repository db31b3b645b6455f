import { PermanentFailure, RowRejected } from '../errors';
import { NESTING_LEVELS } from '../limits';
import { LosslessNumber, type Row, setField, type Value } from '../row/value';

/** The characters that a double or a boolean counts for. */
const SCALAR_CHARS = 8;

/** A row from a schema or a transform. */
export interface Made {
  readonly row: Row;
  /** The row's approximate length in characters. */
  readonly chars: number;
}

/**
 * Copies the result of a schema or a transform, which may keep and change its own object. Negative zero becomes zero.
 * @throws PermanentFailure `OUTPUT_NOT_JSON` when the result is not an object of JSON values
 * @throws RowRejected `NESTED_TOO_DEEP`
 */
export function resultRow(made: unknown): Made {
  const copy = new Copy();
  return { row: copy.row(made), chars: copy.chars };
}

class Copy {
  chars = 0;
  private readonly path: string[] = [];
  /** The objects and arrays that contain the current value. */
  private readonly around: object[] = [];

  row(made: unknown): Row {
    if (typeof made === 'object' && made !== null && isPlain(made)) return this.fields(made);
    throw this.notJson(made);
  }

  private fields(made: object): Row {
    this.enter(made);
    const row: Row = {};
    for (const name of Object.keys(made)) {
      this.path.push(name);
      this.chars += name.length;
      setField(row, name, this.value((made as Record<string, unknown>)[name]));
      this.path.pop();
    }
    this.around.pop();
    return row;
  }

  private list(made: readonly unknown[]): Value[] {
    this.enter(made);
    // Not with `map`, which skips the holes of a sparse array.
    const list = Array.from(made, (element, i) => {
      this.path.push(String(i));
      const value = this.value(element);
      this.path.pop();
      return value;
    });
    this.around.pop();
    return list;
  }

  private value(value: unknown): Value {
    switch (typeof value) {
      case 'string':
        this.chars += value.length;
        return value;
      case 'boolean':
        this.chars += SCALAR_CHARS;
        return value;
      case 'number':
        this.chars += SCALAR_CHARS;
        if (!Number.isFinite(value)) throw this.notJson(value);
        return value === 0 ? 0 : value;
      case 'object':
        if (value === null) return value;
        if (Array.isArray(value)) return this.list(value);
        if (isPlain(value)) return this.fields(value);
        if (!(value instanceof LosslessNumber)) break;
        this.chars += value.value.length;
        return value;
    }
    throw this.notJson(value);
  }

  private enter(value: object): void {
    if (this.around.includes(value)) throw this.notJson(value, 'contains itself');
    if (this.around.length > NESTING_LEVELS)
      throw new RowRejected('NESTED_TOO_DEEP', { most: NESTING_LEVELS });
    this.around.push(value);
  }

  private notJson(value: unknown, problem = `is ${kindOf(value)}`): PermanentFailure {
    if (value instanceof Promise) value.catch(() => {}); // Otherwise its error ends the process and is logged.
    if (this.path.length > 0) {
      const where = `field ${this.path.join('.').slice(0, 200)} of the result`;
      return new PermanentFailure('OUTPUT_NOT_JSON', { where, problem, wanted: 'JSON' });
    }
    const wanted = value === undefined ? 'a row: is a `return` missing?' : 'a row';
    return new PermanentFailure('OUTPUT_NOT_JSON', { where: 'the result', problem, wanted });
  }
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Returns the kind of a value, without its content. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    return String(value);
  }
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && /^\w{1,64}$/.test(name) ? `an instance of ${name}` : 'an object';
}
