import type { Argument, Command, Option } from 'commander';
import { groups, HELP } from '../commands';
import { programOf } from '../terminal/main';

/**
 * Returns docs/reference/commands.md: each command of kit/commands/ with its options, and the targets that only the Makefile has.
 * @param makefile the text of the Makefile
 */
export function commandsPage(makefile: string): string {
  const { commands } = programOf('', groups, HELP);
  return [
    '# Commands',
    '',
    '<!-- Made by `npm run docs` from kit/commands/ and the Makefile. Do not edit it. -->',
    '',
    '`./sluice send readings.csv --id station,day` runs a command, and `./sluice <command> --help` prints the same as this page.',
    'Where a second line begins with `make`, `make send FILE=readings.csv ID=station,day` does the same: a variable of make is',
    'the option of that name. `make` runs the other commands as well, but does not list them.',
    '',
    'Every command takes `STAGE=…` (`local` by default), `ENGINE=…` and `SLUICE_PORT=…`: see',
    '[settings](settings.md#settings-of-the-commands). A command that fails exits with a code other than 0 and prints an',
    '[error code](errors.md#when-a-command-fails). `--json` prints JSON on stdout; progress and errors go to stderr.',
    '',
    'After `source <(./sluice complete)`, bash and zsh complete commands, options and their values.',
    '',
    ...Object.keys(groups).flatMap((heading) => [
      `## ${heading}`,
      '',
      ...commands.filter((command) => command.helpGroup() === `${heading}:`).flatMap(section),
    ]),
    '## Only in make',
    '',
    'The commands that prove the claims (`./sluice soak`, `./sluice bench`, …) are in [proof/README.md](../../proof/README.md).',
    '',
    '| Command | What it does |',
    '| --- | --- |',
    ...targets(makefile),
    '',
  ].join('\n');
}

function section(command: Command): string[] {
  const rows = [
    ...command.registeredArguments.map((one) => [one.name(), described(one)]),
    ...command.options.map((one) => [one.flags, described(one)]),
  ];
  const table = rows.map(([flag, text]) => `| \`${flag}\` | ${cell(text ?? '')} |`);
  return [
    `### ${command.name()}`,
    '',
    `${capital(command.description())}.`,
    '',
    '```console',
    ...usageOf(command).map((usage) => `$ ${usage}`),
    '```',
    '',
    ...(table.length > 0 ? ['| Option | |', '| --- | --- |', ...table, ''] : []),
    ...examplesOf(command),
  ];
}

function described({ description, argChoices = [] }: Argument | Option): string {
  return [description, argChoices.map((choice) => `\`${choice}\``).join(', ')].filter(Boolean).join(': ');
}

function examplesOf(command: Command): string[] {
  const examples = HELP.examples[command.name()] ?? [];
  return examples.length > 0
    ? ['```console', ...examples.map(([call, does]) => `$ ${call} # ${does}`), '```', '']
    : [];
}

function usageOf(command: Command): string[] {
  const usage = command.createHelp().commandUsage(command).replace(`|${command.alias()}`, '');
  return usage.split('\n').map((line) => line.trim());
}

function targets(makefile: string): string[] {
  const lines = makefile.matchAll(/^([a-z0-9-]+):.*## [A-Za-z]+: (.*)$/gm);
  return [...lines].map(([, name, text = '']) => `| \`make ${name}\` | ${cell(capital(text))} |`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
