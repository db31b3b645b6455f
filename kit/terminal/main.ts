import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { KitError } from '../errors';
import { completion } from './complete';
import { line, note } from './output';
import { bold, red } from './style';
import { fromVariables, usageOf } from './variables';

/** Commands by their heading in the help. Each function adds its command to the program. */
export type CommandGroups = Readonly<Record<string, readonly ((program: Command) => void)[]>>;

/** Calls that a command's help shows, and what each does. */
export type Examples = Readonly<Record<string, readonly (readonly [call: string, does: string])[]>>;

/** What the help shows in addition to descriptions and options: how make is called, and examples. */
export interface HelpTexts {
  readonly listedByMake: readonly string[];
  readonly examples: Examples;
}

/** Returns a command line with these commands. */
export function programOf(
  description: string,
  groups: CommandGroups,
  { listedByMake, examples }: HelpTexts = { listedByMake: [], examples: {} },
): Command {
  const program = new Command('./sluice')
    .description(description)
    .showHelpAfterError()
    .configureHelp(usageOf(listedByMake));
  for (const [heading, commands] of Object.entries(groups)) {
    program.commandsGroup(`${heading}:`);
    for (const register of commands) register(program);
  }
  for (const command of program.commands)
    command.addHelpText('after', () => examplesText(examples[command.name()]));
  program.addHelpText('after', examplesText(examples['']));
  return program;
}

function examplesText(examples: Examples[string] = []): string {
  if (examples.length === 0) return '';
  const width = Math.max(...examples.map(([call]) => call.length));
  return ['\nExamples:', ...examples.map(([call, does]) => `  ${call.padEnd(width)}  ${does}`)].join('\n');
}

/** Runs the command in this process's arguments, and ends the process with the command's exit code. */
export async function main(description: string, groups: CommandGroups, help?: HelpTexts): Promise<void> {
  const program = programOf(description, groups, help);

  // `./sluice logs | head` closes the pipe early.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

  // Ctrl-C ends this command alone: the engine has its own process group, and `make down` finds it.
  for (const [name, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.on(name, () => process.exit(status));

  // The Makefile calls `sluice send` as `sluice make send`, with environment variables in place of flags.
  const [first, name] = process.argv.slice(2);
  const command = first === 'make' ? program.commands.find((known) => known.name() === name) : undefined;
  const args = command ? fromVariables(command, process.env) : process.argv.slice(2);
  try {
    if (first === 'complete') return line(completion(program, process.argv.slice(3)));
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    await afterSignals();
    failed(error);
  }
}

/** How long the signal of Ctrl-C may take on a busy machine. */
const SIGNAL_MS = 50;

/**
 * Waits until Ctrl-C would have ended this process. Ctrl-C also ends the programs that a command has started, so their
 * failure may arrive before the signal.
 */
export async function afterSignals(): Promise<void> {
  await pause(SIGNAL_MS);
}

/** Prints why a command failed, and ends the process. */
export function failed(error: unknown, exitCode = 1): never {
  note(`\n${textOf(error)}`);
  process.exit(exitCode);
}

/** Returns why something failed, and what to do about it. */
export function textOf(error: unknown): string {
  if (error instanceof KitError) {
    return `${red(error.code)} ${error.message}\n${bold('What to do:')} ${error.fix}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
