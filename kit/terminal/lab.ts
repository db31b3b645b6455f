import type { Measured, NotYet } from '../labs/lab';
import type { Heading, Lab } from '../labs/labs';
import type { PutBack } from '../labs/workshop';
import { afterSignals, failed } from './main';
import type { Output } from './output';
import { bold, dim, green, yellow } from './style';

/** How wide a text for a learner may be. */
export const WIDTH = 100;

/**
 * Runs the action of a command about labs. A failure is 2: the command could not run, which is neither a pass nor a
 * fail.
 */
export async function learning(action: () => Promise<void>): Promise<void> {
  await action().catch(async (error: unknown) => {
    await afterSignals();
    failed(error, 2);
  });
}

/** Prints the head of a lab. */
export function printTitle({ number, title, concept, minutes }: Lab, out: Output): void {
  out.line(`\n${bold(`Lab ${number} · ${title}`)}`);
  out.line(dim(`${concept} · about ${minutes} minutes`));
}

/** Prints a section of a lab under its heading. */
export function printSection(lab: Lab, heading: Heading, out: Output): void {
  out.line(`\n${bold(heading)}`);
  out.line(styled(lab.sections[heading]));
}

/** Prints what was measured, one fact a line. */
export function printSeen(seen: readonly string[], out: Output): void {
  for (const fact of seen) out.line(`  ${fact}`);
}

/** Prints the question and its answers. */
export function printQuestion({ question, answers }: Lab, out: Output): void {
  out.line(`\n${bold(question)}`);
  for (const [letter, answer] of Object.entries(answers)) out.line(`  ${bold(letter)}  ${answer}`);
}

/** Prints the prediction beside the measurement. */
export function printAnswer(
  { answers }: Lab,
  prediction: string,
  { answer, seen }: Measured,
  out: Output,
): void {
  const said = prediction === 'skip' ? 'nothing: you skipped' : `${prediction}  ${answers[prediction]}`;
  out.line(`\n  you said:  ${said}`);
  const mark = prediction === answer ? green('(as you said)') : '';
  out.line(`  it was:    ${answer}  ${answers[answer] ?? ''} ${mark}`.trimEnd());
  out.line(dim('  measured:'));
  for (const fact of seen) out.line(`    ${fact}`);
}

/** Prints the first failure of a check, in at most 12 lines. */
export function printNotYet({ wanted, seen, look }: NotYet, out: Output): void {
  out.line(`\n${yellow('not yet')}`);
  for (const [label, text] of [
    ['wanted:', wanted],
    ['seen:', seen],
    ['look at:', look],
  ] as const)
    for (const [i, line] of folded(text).entries()) out.line(`  ${(i === 0 ? label : '').padEnd(8)} ${line}`);
}

/** Cuts a text into at most three lines, for the column beside a label. */
function folded(text: string): string[] {
  const lines = wrapped(text, WIDTH - 12);
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]?.slice(0, -2)} …`] : lines;
}

/** Cuts a text into lines that fit, between words. */
export function wrapped(text: string, width = WIDTH): string[] {
  return text.match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S{${width}}`, 'g')) ?? [];
}

/** Prints which files were put back. */
export function printPutBack(files: readonly PutBack[], out: Output): void {
  for (const { file, copy } of files) {
    out.line(`${green('✔')} ${file} is as it was before the lab`);
    if (copy) out.line(`  your version is kept: ${copy}`);
  }
}

/** What to know about an open lab. */
export function openText({ number, files }: Lab): string {
  return `Lab ${number} is open: ${files.join(', ')} may be broken on purpose. To put it back: make lab-reset`;
}

/**
 * Returns a text of lab.md for a terminal: commands and bold words stay readable without Markdown. Links lead from the
 * root of the checkout, where a learner is.
 */
export function styled(markdown: string): string {
  return markdown
    .replace(/^```\w*\n([\s\S]*?)^```$/gm, (_, code: string) => code.replace(/^(?=.)/gm, '    ').trimEnd())
    .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => bold(text))
    .replace(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, (_, text: string) => bold(text))
    .replace(/`([^`]+)`/g, (_, text: string) => bold(text))
    .replace(
      /\[([^\]]+)\]\(([^)]+)\)/g,
      (_, text: string, target: string) => `${text} (${target.replace(/^(\.\.\/)+/, '')})`,
    );
}
