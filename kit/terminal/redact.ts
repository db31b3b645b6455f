import os from 'node:os';

/** Matches the names of variables whose values may be secrets. */
const SECRET_NAME = /token|secret|password|passwd|credential|api_?key|access_?key|private_?key/i;
const KEY_IDS = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

/**
 * Returns a text without this machine's secrets (values of variables with secret-like names, AWS access key ids, user
 * names and passwords in addresses) and without the path of the user's home.
 */
export function redacted(text: string, env: NodeJS.ProcessEnv): string {
  let clean = text.replace(KEY_IDS, '[key id]').replace(/(\w+:\/\/)[^/\s@]+@/g, '$1[login]@');
  for (const [name, value] of Object.entries(env)) {
    // Short values such as `test` are not secrets, and removing them would damage the text.
    if (value && value.length >= 8 && SECRET_NAME.test(name)) clean = clean.replaceAll(value, `[${name}]`);
  }
  const home = os.homedir();
  return home.length > 1 ? clean.replaceAll(home, '~') : clean;
}
