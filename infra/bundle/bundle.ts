import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { builtinModules } from './builtin-modules.ts';
import { BUNDLES_FOLDER } from './bundles-folder.ts';
import { clientVersions } from './client-versions.ts';
import { entry, entryOf } from './entry.ts';
import { leftOut } from './left-out.ts';
import { LEFT_OUT } from './left-out-modules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const STAGING_PREFIX = '.staging-';

/**
 * After a failed call the SDK asks whether the body was a stream of the web's, and Node loads those streams when
 * somebody mentions them. To the SDK they are not there.
 */
const NO_WEB_STREAMS = { ReadableStream: 'undefined' };

export interface BundleOptions {
  /** Holds one folder with a `handler.ts` per function. Default: the project's `functions`. */
  readonly functionsFolder?: string;
  /** What else is in it goes. Default: `BUNDLES_FOLDER`. */
  readonly outFolder?: string;
}

export interface Bundles {
  /** The folders' names, sorted: `create-link`, ... */
  readonly functions: readonly string[];
  /** What went into which bundle, in esbuild's form; also written to `metafile.json`. */
  readonly metafile: Metafile;
}

/**
 * Bundles every function into `<outFolder>/<function>/index.mjs`. Source maps go to `<outFolder>/maps`, outside of
 * what is deployed: Node would read them at every start.
 *
 * @throws when there is no function, or esbuild reports an error.
 */
export async function bundleFunctions(options: BundleOptions = {}): Promise<Bundles> {
  const { functionsFolder = join(ROOT, 'functions'), outFolder = BUNDLES_FOLDER } = options;
  const functions = await functionNames(functionsFolder);

  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: functions.map((name) => ({
      in: entryOf(join(functionsFolder, name, 'handler.ts')),
      out: join(name, 'index'),
    })),
    outdir: outFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The packages' ES modules first: the unused half of the AWS SDK falls away.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'warning',
    define: NO_WEB_STREAMS,
    plugins: [
      entry,
      builtinModules,
      clientVersions,
      leftOut({
        modules: LEFT_OUT,
        nodeModules: join(ROOT, 'node_modules'),
        standIns: join(ROOT, 'infra/bundle/stand-ins.ts'),
      }),
    ],
  });

  const files = new Map(outputFiles.map(({ path, contents }) => [deployedOrMap(path, outFolder), contents]));
  files.set(join(outFolder, 'metafile.json'), Buffer.from(JSON.stringify(metafile)));
  await replaceContent(outFolder, files);
  return { functions, metafile };
}

async function functionNames(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => existsSync(join(folder, name, 'handler.ts'))).sort();
  if (names.length === 0) throw new Error(`No function to bundle: ${folder} has no <name>/handler.ts.`);
  return names;
}

function deployedOrMap(path: string, outFolder: string): string {
  return path.endsWith('.map') ? join(outFolder, 'maps', `${basename(dirname(path))}.mjs.map`) : path;
}

/**
 * Makes these files the folder's whole content. Each appears complete: a build beside this one, or a synthesis that
 * reads the folder, never sees half a bundle.
 */
async function replaceContent(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, STAGING_PREFIX));
  try {
    for (const [path, contents] of files) {
      const staged = join(staging, 'file');
      await writeFile(staged, contents);
      await mkdir(dirname(path), { recursive: true });
      await rename(staged, path);
    }
  } finally {
    await rm(staging, { recursive: true });
  }
  const kept = new Set([...files.keys()].map((path) => relative(folder, path).split(sep)[0]));
  for (const name of await readdir(folder)) {
    if (kept.has(name) || name.startsWith(STAGING_PREFIX)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void main();

async function main(): Promise<void> {
  const { functions } = await bundleFunctions();
  // Not on standard output, where `cdk synth` prints the template.
  console.error(`Bundled ${functions.join(', ')} into dist/bundles/.`);
}
