import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const THROWING = fileURLToPath(new URL('throwing.ts', import.meta.url));

export interface LeftOutOptions {
  /** What is left out: paths in the folder of packages. */
  readonly modules: readonly string[];
  /** The folder of packages. */
  readonly nodeModules: string;
  /** A module, each of whose exports stands for those of its name. */
  readonly standIns: string;
}

/**
 * Leaves modules out of a bundle. What such a module exports throws when it is used, unless there is a stand-in of its
 * name. The exports are read from the module at every build.
 *
 * @throws when a module is not where its line says, or when a stand-in stands for nothing.
 */
export const leftOut = ({ modules, nodeModules, standIns }: LeftOutOptions): Plugin => ({
  name: 'left-out',
  async setup(build) {
    const paths = await byFile(modules, nodeModules);
    const exported = await exportsOf([...paths.keys(), standIns]);
    const answering = exported.get(standIns) ?? [];
    const known = new Set([...paths.keys()].flatMap((file) => exported.get(file) ?? []));
    const idle = answering.filter((name) => !known.has(name));
    if (idle.length > 0) {
      throw new Error(
        `${standIns}: no module that is left out exports ${idle.join(', ')}. Rename or drop it.`,
      );
    }

    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.js$/ }, ({ path: file }) => {
      const path = paths.get(file);
      if (path === undefined) return;
      const lines = (exported.get(file) ?? []).map((name, at) =>
        answering.includes(name)
          ? `export { ${name} } from ${JSON.stringify(standIns)};`
          : `const e${at} = /* @__PURE__ */ standFor('${name}'); export { e${at} as ${name} };`,
      );
      const makes = `import { throwing } from ${JSON.stringify(THROWING)};
        const standFor = /* @__PURE__ */ throwing('${path}');`;
      return { contents: [makes, ...lines].join('\n') };
    });
  },
});

/** The modules by their files, as a bundler finds them. */
async function byFile(modules: readonly string[], folder: string): Promise<ReadonlyMap<string, string>> {
  const moved = modules.filter((path) => !existsSync(join(folder, path)));
  if (moved.length > 0) {
    throw new Error(
      moved.map((path) => `${path}: this module moved; drop the line or follow it.`).join('\n'),
    );
  }
  return new Map(
    await Promise.all(modules.map(async (path) => [await realpath(join(folder, path)), path] as const)),
  );
}

/** The names that each of these files exports, those that it takes from its neighbours included. */
async function exportsOf(files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = resolve('/');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir: 'nowhere',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint = '', exports }) => [join(root, entryPoint), exports]),
  );
}
