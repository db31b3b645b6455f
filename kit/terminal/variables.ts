import { type Argument, type Command, Help, type Option } from 'commander';

/** Returns the make variable of an option or an argument: DATASET is `--dataset`, FILE is `[file]`. */
function variableOf(what: Option | Argument): string {
  const name = 'long' in what ? longName(what).slice(2) : what.name();
  return name.replaceAll('-', '_').toUpperCase();
}

function longName({ long, flags }: Option): string {
  if (long) return long;
  throw new Error(`${flags} needs a long name: it is the name of its make variable.`);
}

/**
 * Returns a command's arguments, its name first, from make variables. An empty variable, or a switch set to 0, counts
 * as missing. Values are taken literally: a value that begins with a dash is not an option.
 */
export function fromVariables(command: Command, env: NodeJS.ProcessEnv): string[] {
  const options = command.options.flatMap((option) => {
    const value = env[variableOf(option)];
    if (!value) return [];
    if (!option.isBoolean()) return [longName(option), value];
    return value === '0' ? [] : [longName(option)];
  });
  const operands = command.registeredArguments.flatMap((argument) => {
    const value = env[variableOf(argument)];
    if (argument.variadic) return wordsOf(value ?? '');
    // A missing required argument is passed as empty: the command itself says what it needs.
    return value || argument.required ? [value ?? ''] : [];
  });
  return [command.name(), ...options, ...(operands.length > 0 ? ['--', ...operands] : [])];
}

/** Returns the words of a text, in which quotes keep spaces within a word. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** Returns a command as typed with make: `make send [FILE=…] [KEY=…] [JSON=1]`. */
export function makeUsage(command: Command): string {
  const words = [
    ...command.registeredArguments.map((what) =>
      what.required ? `${variableOf(what)}=…` : `[${variableOf(what)}=…]`,
    ),
    ...command.options.map((what) => `[${variableOf(what)}=${what.isBoolean() ? 1 : '…'}]`),
  ];
  return ['make', command.name(), ...words].join(' ');
}

/** Shows a command's usage for `./sluice`, and for make when make lists the command. */
export function usageOf(listedByMake: readonly string[]): Partial<Help> {
  return {
    commandUsage(command) {
      const usage = Help.prototype.commandUsage.call(this, command);
      return listedByMake.includes(command.name()) ? `${usage}\n       ${makeUsage(command)}` : usage;
    },
  };
}
