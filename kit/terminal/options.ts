import { InvalidArgumentError } from 'commander';

/** A whole number above 0, out of an option. @throws InvalidArgumentError */
export function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** Returns the names in `a, b`. */
export function columns(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
