import { type IdColumns, idColumnsOf } from '../row/key';
import type { Read } from '../row/read';
import { admit } from '../row/rules';
import type { Row } from '../row/value';
import { apply } from './apply';
import type { Dataset, Pipeline } from './pipeline';

/** Decides what happens to each parsed row: schema, transform, id, then DynamoDB's limits. */
export class Admission {
  private readonly step: Dataset | undefined;
  private columns: IdColumns | undefined;

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
   */
  key(row: Row, number: number): string {
    this.columns ??= idColumnsOf(row);
    return admit(this.dataset, this.columns, row, number);
  }
}
