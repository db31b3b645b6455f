import { type IdColumns, idColumnsOf } from '../row/key';
import type { Read } from '../row/read';
import { admit } from '../row/rules';
import type { Row } from '../row/value';
import { apply } from './apply';
import type { Dataset, Pipeline } from './pipeline';

/** What becomes of each row of a file once it is parsed: schema, transform, id, then what DynamoDB can hold. */
export class Admission {
  private readonly step: Dataset | undefined;
  private columns: IdColumns | undefined;

  /**
   * @param pipeline none when the rows have passed it already
   * @param id the id columns, where they are given; else those of the dataset's entry, else the first row decides
   */
  constructor(
    private readonly dataset: string,
    pipeline: Pipeline | undefined,
    id: IdColumns | undefined,
  ) {
    this.step = pipeline?.datasets.get(dataset);
    this.columns = id ?? this.step?.id;
  }

  /** The id columns; none when the row number is the id, or before there was a row. */
  get id(): IdColumns {
    return this.columns ?? [];
  }

  /**
   * The row as the user's step makes it, with its length; undefined when the step skips it.
   * @throws RowRejected when it could not be read, does not conform or is refused
   * @throws PermanentFailure when the step itself is wrong
   */
  take<R extends Read>(read: R): (R & { readonly row: Row }) | undefined {
    if (read.rejection) throw read.rejection;
    if (!this.step) return read as R & { row: Row };
    const made = apply(this.step, read.row, read.number);
    return made && { ...read, ...made };
  }

  /** The partition key of a row that was taken. @throws RowRejected when DynamoDB cannot hold the row as it is */
  key(row: Row, number: number): string {
    this.columns ??= idColumnsOf(row);
    return admit(this.dataset, this.columns, row, number);
  }
}
