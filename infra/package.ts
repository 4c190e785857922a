import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleFunctions } from './bundle/bundle.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the construct a package that another CDK app can install: compiled, with its types and the functions' bundles.
 *
 * @param folder the package's, made anew.
 */
export async function makePackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const bundles = join(folder, 'dist');
  const { functions } = await bundleFunctions({ outFolder: bundles });
  await rm(join(bundles, 'maps'), { recursive: true });
  await rm(join(bundles, 'metafile.json'));

  const entryPoint = join(ROOT, 'infra/payment-links.ts');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    outfile: join(folder, 'lib/payment-links.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['aws-cdk-lib', 'constructs'],
    logLevel: 'warning',
  });
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
    files: [entryPoint],
  };
  const project = join(folder, 'tsconfig.json');
  await writeFile(project, JSON.stringify(settings));
  execFileSync(process.execPath, [join(ROOT, 'node_modules/.bin/tsc'), '--project', project], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await rm(project);

  const own = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const description = {
    name: own.name,
    version: own.version,
    description: own.description,
    license: own.license,
    type: 'module',
    exports: { '.': { types: './types/infra/payment-links.d.ts', default: './lib/payment-links.js' } },
    peerDependencies: {
      'aws-cdk-lib': `^${own.dependencies['aws-cdk-lib']}`,
      constructs: `^${own.dependencies.constructs}`,
    },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  console.error(`Packaged the construct with ${functions.length} functions into ${folder}.`);
}

if (import.meta.main) await makePackage(process.argv[2] ?? join(ROOT, 'package'));
