import type { Format } from '../../ledger/job';
import type { Reader } from '../../row/read';
import { readDelimited } from './delimited';
import { readJson } from './json';
import { readNdjson } from './ndjson';

export const readers: Record<Format, Reader> = {
  json: readJson,
  ndjson: readNdjson,
  csv: readDelimited(','),
  tsv: readDelimited('\t'),
};
