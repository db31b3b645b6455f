import type { RowRejected } from './errors';
import type { ObjectStore } from './ports';

const CHARS = 4 * 1024 * 1024;

/**
 * Writes a job's rejects report: `rejects/<dataset>/<job>/<name>.ndjson`, and `<name>.00002.ndjson`… when it is long.
 */
export class RejectsReport {
  private lines: string[] = [];
  private chars = 0;
  private files = 0;
  private rows = 0;

  constructor(
    private readonly store: ObjectStore,
    private readonly report: { dataset: string; job: string; name: string },
  ) {}

  get count(): number {
    return this.rows;
  }

  /** @param raw the row's whole text, so that it can be fixed and sent again */
  async add(number: number, reason: RowRejected, raw: string): Promise<void> {
    const line = JSON.stringify({ row: number, code: reason.code, message: reason.message, raw });
    this.rows++;
    this.lines.push(line);
    this.chars += line.length;
    if (this.chars > CHARS) await this.flush();
  }

  /** Call once, after the last row. */
  async end(): Promise<void> {
    if (this.lines.length > 0) await this.flush();
  }

  private async flush(): Promise<void> {
    const { dataset, job, name } = this.report;
    const number = ++this.files === 1 ? '' : `.${String(this.files).padStart(5, '0')}`;
    await this.store.put(
      `rejects/${dataset}/${job}/${name}${number}.ndjson`,
      `${this.lines.join('\n')}\n`,
      'application/x-ndjson',
    );
    this.lines = [];
    this.chars = 0;
  }
}
