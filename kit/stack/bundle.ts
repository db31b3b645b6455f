import path from 'node:path';
import { type BuildContext, type BuildOptions, context } from 'esbuild';
import { zipSync } from 'fflate';
import { ROOT } from '../root';

/** The two functions, each with its entry file. */
export const ENTRIES = {
  extract: 'src/extract/handler.ts',
  load: 'src/load/handler.ts',
} as const;

/** Of each file in a package: the same code gives the same bytes. */
const MTIME = new Date(1980, 1, 1);

export type FunctionName = keyof typeof ENTRIES;

/** Returns esbuild's options for a function's deployment bundle, without the output path. */
export function bundleOptions(name: FunctionName, root = ROOT): BuildOptions {
  // Keeps esbuild's own options; the others are the plugin's.
  const { exclude, skipRebuild, ...options } = require(path.join(root, 'stack', 'bundle.js'))();
  return { ...options, absWorkingDir: root, entryPoints: [ENTRIES[name]], logLevel: 'silent' };
}

/** A function that can be bundled repeatedly, and faster each time. */
export class Bundle {
  /** The files in the bundle. Unknown before the first build and after a failed one: any file may fix it. */
  private inputs: Set<string> | undefined;

  private constructor(
    readonly name: FunctionName,
    private readonly build: BuildContext<BuildOptions & { write: false; metafile: true }>,
    private readonly root: string,
  ) {}

  static async of(name: FunctionName, root = ROOT): Promise<Bundle> {
    const outdir = path.join(root, path.dirname(ENTRIES[name]));
    const build = await context({ ...bundleOptions(name, root), outdir, write: false, metafile: true });
    return new Bundle(name, build, root);
  }

  /** Whether the function contains, or may contain, this file, given by its path from the root. */
  dependsOn(file: string): boolean {
    return this.inputs?.has(file) ?? true;
  }

  /**
   * Returns the function's deployment package in the Serverless Framework's layout.
   * @throws esbuild's BuildFailure
   */
  async zip(): Promise<Uint8Array> {
    this.inputs = undefined;
    const { outputFiles, metafile } = await this.build.rebuild();
    this.inputs = new Set(Object.keys(metafile.inputs));
    return zipSync(
      Object.fromEntries(
        outputFiles.map(({ path: file, contents }) => [path.relative(this.root, file), contents]),
      ),
      { level: 1, mtime: MTIME },
    );
  }

  async dispose(): Promise<void> {
    await this.build.dispose();
  }
}
