import path from 'node:path';
import { findJava } from '../../../../kit/engines/localstack-host/java';
import { fakeCommand, temporaryFolder } from './support/machine';

/** A command that answers like a Java of this version and home. */
function fakeJava(home: string, version: string): void {
  const says = `printf '    java.home = ${home}\\n    java.specification.version = ${version}\\n' >&2`;
  fakeCommand(path.join(home, 'bin'), 'java', says);
}

describe('Java for DynamoDB Local', () => {
  test('comes from JAVA_HOME if its version is suitable', async () => {
    const [home, onPath] = [temporaryFolder(), temporaryFolder()];
    fakeJava(home, '17');
    fakeJava(onPath, '21');
    const PATH = path.join(onPath, 'bin');
    expect(await findJava({ JAVA_HOME: home, PATH, HOME: home })).toEqual({ home, version: 17 });
  });

  test('comes from PATH if JAVA_HOME is too old', async () => {
    const [home, onPath] = [temporaryFolder(), temporaryFolder()];
    fakeJava(home, '1.8');
    fakeJava(onPath, '21');
    const PATH = path.join(onPath, 'bin');
    expect(await findJava({ JAVA_HOME: home, PATH, HOME: home })).toEqual({ home: onPath, version: 21 });
  });

  test('comes from SDKMAN if PATH has no Java or only a stub that fails', async () => {
    const home = temporaryFolder();
    const sdkman = path.join(home, '.sdkman', 'candidates', 'java', '25.0.1-tem');
    fakeJava(sdkman, '25');
    fakeCommand(path.join(home, 'bin'), 'java', 'echo "Unable to locate a Java Runtime." >&2; exit 1');
    const found = await findJava({ PATH: path.join(home, 'bin'), HOME: home });
    // A Java in this machine's /usr/lib/jvm is tried first.
    expect(found?.version).toBeGreaterThanOrEqual(17);
  });
});
