import { randomUUID } from 'node:crypto';
import pc from 'picocolors';

/** Marks a style in a text. Text from elsewhere cannot contain the mark, and its escape sequences have no effect. */
const MARK = randomUUID();

function style(open: number, close: number): (text: string) => string {
  return (text) => (pc.isColorSupported ? `${MARK}${open}m${text}${MARK}${close}m` : text);
}

/** Styles for text that output.ts prints. */
export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const green = style(32, 39);
export const yellow = style(33, 39);

/** Matches characters that control a terminal or change the text direction. */
const CONTROL = /(?!\r\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Returns a text with each control character as its escape, such as `\u001b`. Tabs and line ends stay. */
export function visible(text: string): string {
  return text.replace(CONTROL, (control) => (/[\t\n]/.test(control) ? control : escaped(control)));
}

/** Does the same for text within a line, and escapes tabs and line ends as well. */
export function visibleInLine(text: string): string {
  return visible(text).replace(/[\t\n\r]/g, escaped);
}

function escaped(control: string): string {
  return SHORT[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Returns a text that is safe for a terminal: marked styles become escape sequences, and everything else is made
 * visible.
 */
export function printable(text: string, show = visible): string {
  return text
    .split(MARK)
    .map((piece, index) => {
      const code = index > 0 ? /^\d+m/.exec(piece)?.[0] : undefined;
      return code ? `\u001b[${code}${show(piece.slice(code.length))}` : show(piece);
    })
    .join('');
}
