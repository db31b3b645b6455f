import os from 'node:os';

/** What the value of a variable of such a name may be. */
const SECRET_NAME = /token|secret|password|passwd|credential|api_?key|access_?key|private_?key/i;
const KEY_IDS = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

/**
 * A text without the secrets of this machine: values of variables that are called like secrets, AWS access key ids,
 * names and passwords in addresses; and without its user's home.
 */
export function redacted(text: string, env: NodeJS.ProcessEnv): string {
  let clean = text.replace(KEY_IDS, '[key id]').replace(/(\w+:\/\/)[^/\s@]+@/g, '$1[login]@');
  for (const [name, value] of Object.entries(env)) {
    // Short ones such as `test` are no secrets, and would tear holes into the text.
    if (value && value.length >= 8 && SECRET_NAME.test(name)) clean = clean.replaceAll(value, `[${name}]`);
  }
  const home = os.homedir();
  return home.length > 1 ? clean.replaceAll(home, '~') : clean;
}
