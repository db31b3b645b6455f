import { InvalidArgumentError } from 'commander';

/** Parses an option as a whole number above 0. @throws InvalidArgumentError */
export function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** Parses a list of names such as `a, b`. */
export function columns(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
