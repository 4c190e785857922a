import { execFileSync } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleFunctions } from '#infra/bundle/bundle.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY_POINT = join(ROOT, 'infra/payment-links.ts');

/**
 * Makes the construct a package that another CDK app can install: compiled, with its types and the functions' bundles.
 *
 * @param folder is empty.
 */
export async function makeConstruct(folder: string, tell: (line: string) => void): Promise<void> {
  const bundles = join(folder, 'dist/bundles');
  await bundleFunctions({ outFolder: bundles });
  await rm(join(bundles, 'maps'), { recursive: true });
  await rm(join(bundles, 'metafile.json'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY_POINT],
    // As deep as bundles-folder.ts is in the sources, since that finds the bundles from where it is itself.
    outfile: join(folder, 'lib/infra/payment-links.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['aws-cdk-lib', 'constructs'],
    logLevel: 'warning',
  });
  tell('Compiling the types');
  await writeTypes(folder);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await description(), null, 2)}\n`);
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
}

async function writeTypes(folder: string): Promise<void> {
  const settings = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: ROOT,
      outDir: join(folder, 'types'),
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: [],
    files: [ENTRY_POINT],
  };
  const project = join(folder, 'tsconfig.json');
  await writeFile(project, JSON.stringify(settings));
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', project], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await rm(project);
}

async function description(): Promise<object> {
  const own = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return {
    name: own.name,
    version: own.version,
    description: own.description,
    license: own.license,
    type: 'module',
    exports: { '.': { types: './types/infra/payment-links.d.ts', default: './lib/infra/payment-links.js' } },
    // Only the types still name each other so: the code is one file.
    imports: { '#shared/*.ts': './types/shared/*.d.ts', '#infra/*.ts': './types/infra/*.d.ts' },
    peerDependencies: {
      'aws-cdk-lib': `^${own.dependencies['aws-cdk-lib']}`,
      constructs: `^${own.dependencies.constructs}`,
    },
  };
}
