import { RowRejected } from '../errors';
import { type IdColumns, idColumnsOf, idKind } from '../row/key';
import type { Read } from '../row/read';
import { admit } from '../row/rules';
import type { Row, Value } from '../row/value';
import { apply } from './apply';
import type { Dataset, Pipeline } from './pipeline';

/** Decides what happens to each parsed row: schema, transform, id, then DynamoDB's limits. */
export class Admission {
  private readonly step: Dataset | undefined;
  private columns: IdColumns | undefined;
  /** The type of the first id of each column that is spelt like a number, and of the first that is like a boolean. */
  private readonly types = new Map<string, string>();

  /**
   * @param pipeline omitted when the rows have already passed it
   * @param id the id columns, when given; otherwise those of the dataset's entry, otherwise the first row decides
   */
  constructor(
    private readonly dataset: string,
    pipeline: Pipeline | undefined,
    id: IdColumns | undefined,
  ) {
    this.step = pipeline?.datasets.get(dataset);
    this.columns = id ?? this.step?.id;
  }

  /** The id columns; empty when the row number is the id, or before the first row. */
  get id(): IdColumns {
    return this.columns ?? [];
  }

  /**
   * Returns the row that the user's step makes, with its length; undefined when the step skips the row.
   * @throws RowRejected when the row cannot be read, does not match the schema or is rejected by the step
   * @throws PermanentFailure when the step itself is wrong
   */
  take<R extends Read>(read: R): (R & { readonly row: Row }) | undefined {
    if (read.rejection) throw read.rejection;
    if (!this.step) return read as R & { row: Row };
    const made = apply(this.step, read.row, read.number);
    return made && { ...read, ...made };
  }

  /**
   * Returns the partition key of a row from {@link take}.
   * @throws RowRejected when DynamoDB cannot store the row unchanged
   * @throws RowRejected `KEY_TYPE_MIXED` when the id is 1 and an earlier one is a text such as "1", or the reverse: they would be one
   *   key, and one of the rows would be lost
   */
  key(row: Row, number: number): string {
    this.columns ??= idColumnsOf(row);
    const key = admit(this.dataset, this.columns, row, number);
    for (const column of this.columns) this.refuseMixed(column, row[column] as Value);
    return key;
  }

  private refuseMixed(column: string, id: Value): void {
    const kind = idKind(id);
    if (!kind) return;
    const type = typeof id === 'string' ? 'text' : kind;
    const spelling = `${kind} ${column}`;
    const first = this.types.get(spelling);
    if (!first) this.types.set(spelling, type);
    else if (first !== type) throw new RowRejected('KEY_TYPE_MIXED', { column, type, first });
  }
}
