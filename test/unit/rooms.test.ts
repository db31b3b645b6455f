import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const FOLDERS = ['src', 'kit', 'labs', 'seed', 'test', 'proof'];
const IMPORT = /(?:from |import\(|require\()'(\.{1,2}\/[^']+)'/g;

/** Returns the room of a file: a folder of src/ or kit/, a file beside these folders, or else the top folder. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' || top === 'kit' ? `${top}/${second}` : top;
}

/** The other rooms that each room imports. */
function imports(): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const folder of FOLDERS) {
    const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name).replaceAll(path.sep, '/'))
      .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'));
    for (const file of files) {
      const room = roomOf(file);
      const imported = rooms.get(room) ?? new Set();
      rooms.set(room, imported);
      for (const [, to = ''] of readFileSync(path.join(ROOT, file), 'utf8').matchAll(IMPORT)) {
        const target = path.posix.join(path.posix.dirname(file), to);
        const other = roomOf(existsSync(path.join(ROOT, `${target}.ts`)) ? `${target}.ts` : target);
        if (other !== room) imported.add(other);
      }
    }
  }
  return rooms;
}

const rooms = imports();

test('no rooms import each other in a circle', () => {
  const circles: string[] = [];
  const walk = (room: string, from: readonly string[]) => {
    if (from.includes(room)) circles.push([...from.slice(from.indexOf(room)), room].join(' → '));
    else for (const other of rooms.get(room) ?? []) walk(other, [...from, room]);
  };
  for (const room of rooms.keys()) walk(room, []);
  expect([...new Set(circles)]).toEqual([]);
});

test('src/ imports nothing from other folders', () => {
  const foreign = [...rooms].filter(
    ([room, others]) => room.startsWith('src/') && [...others].some((other) => !other.startsWith('src/')),
  );
  expect(foreign).toEqual([]);
});

test('nothing outside proof/ imports it', () => {
  expect([...rooms].filter(([, others]) => others.has('proof')).map(([room]) => room)).toEqual([]);
});
