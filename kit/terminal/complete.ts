import type { Command } from 'commander';

/** For bash, and for zsh, which reads scripts of bash. Without a word of ours, the shell completes the name of a file. */
const SCRIPT = `[ -z "$ZSH_VERSION" ] || { autoload -U +X compinit && compinit; autoload -U +X bashcompinit && bashcompinit; }
_sluice() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:$COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _sluice sluice`;

/**
 * Returns what `complete` prints: the script that makes a shell complete commands and options, or, after `--`, the words
 * that can complete the last of these arguments, one per line.
 */
export function completion(program: Command, args: readonly string[]): string {
  if (args[0] !== '--') return SCRIPT;
  const given = args.slice(1);
  const last = given.at(-1) ?? '';
  const words = candidates(program, given).filter((word) => word.startsWith(last));
  return words.join('\n');
}

function candidates({ commands }: Command, given: readonly string[]): string[] {
  if (given.length <= 1) return commands.flatMap((each) => [each.name(), ...each.aliases()]);
  const command = commands.find((each) => [each.name(), ...each.aliases()].includes(given[0] ?? ''));
  if (!command) return [];
  const valued = command.options.find((option) => option.long === given.at(-2) && !option.isBoolean());
  if (valued) return valued.argChoices ?? [];
  if (given.at(-1)?.startsWith('-')) return [...command.options.map(({ long }) => long ?? ''), '--help'];
  return command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
}
