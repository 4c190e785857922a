import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Bundles, bundleFunctions } from '#infra/bundle/bundle.ts';
import { LEFT_OUT } from '#infra/bundle/left-out-modules.ts';
import { LAMBDA_ENVIRONMENT } from '#tools/harness/bundles/bundled-function.ts';
import { FUNCTIONS } from '#tools/harness/template.ts';

const FORBIDDEN = [
  /credential-provider-(node|ini|sso|process|login|http|web-identity|imds)/,
  /nested-clients|token-providers/,
  /endpoint-cache|submodules\/event-streams/,
  // What only the modules need that are left out.
  /endpoint\/bdd|partitions\.js|parseIni|lambda-invoke-store|DefaultRateLimiter|Sha256Js/,
  /getRuntimeConfig\.browser|fetch-http-handler|undici|\/zod\/|axios/,
  /^(tools|test|infra\/(?!bundle\/(stand-ins|throwing)\.ts))/,
  /node_modules\/(aws-cdk|constructs|@types|esbuild|dynalite)/,
];

let outFolder: string;
let bundles: Bundles;

beforeAll(async () => {
  outFolder = await mkdtemp(join(tmpdir(), 'bundle-test-'));
  bundles = await bundleFunctions({ outFolder });
});

afterAll(() => rm(outFolder, { recursive: true }));

const isLeftOut = (input: string) => LEFT_OUT.includes(input.replace(/^node_modules\//, ''));

function inputsOf(name: string): string[] {
  const output = Object.entries(bundles.metafile.outputs).find(([path]) =>
    path.endsWith(`${name}/index.mjs`),
  );
  const inputs = Object.entries(output?.[1].inputs ?? {});
  // Of a module of which nothing is needed no byte is there; of one that is left out, what throws.
  return inputs
    .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && !isLeftOut(input))
    .map(([input]) => input);
}

describe('the bundles', () => {
  it('are one for each function of the stack', () => {
    expect(bundles.functions).toEqual(FUNCTIONS);
  });

  it.each(FUNCTIONS)('%s is a single file, with its map elsewhere', async (name) => {
    expect(await readdir(join(outFolder, name))).toEqual(['index.mjs']);
    expect(await readFile(join(outFolder, name, 'index.mjs'), 'utf8')).not.toContain('sourceMappingURL');
    expect(await readdir(join(outFolder, 'maps'))).toContain(`${name}.mjs.map`);
  });

  it.each(FUNCTIONS)('%s holds nothing that only a laptop or a test needs', (name) => {
    const inputs = inputsOf(name);
    expect(inputs).toContain(`functions/${name}/handler.ts`);
    expect(inputs.filter((input) => FORBIDDEN.some((forbidden) => forbidden.test(input)))).toEqual([]);
  });

  it('meet every module that is left out, and take nothing from it', () => {
    const met = Object.entries(bundles.metafile.inputs).filter(([input]) => isLeftOut(input));
    expect(met).toHaveLength(LEFT_OUT.length);
    const taken = met.flatMap(([, { imports }]) => imports.map(({ path }) => path));
    expect([...new Set(taken)].sort()).toEqual(['infra/bundle/stand-ins.ts', 'infra/bundle/throwing.ts']);
  });

  it('would hold every module that is left out', async () => {
    const { metafile } = await build({
      entryPoints: FUNCTIONS.map((name) => `functions/${name}/handler.ts`),
      outdir: 'nowhere',
      bundle: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
      write: false,
      metafile: true,
    });
    const held = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((input) => inputs[input]?.bytesInOutput),
    );
    expect(LEFT_OUT.filter((path) => !held.includes(`node_modules/${path}`))).toEqual([]);
  });

  it.each(FUNCTIONS)('%s has each package once', (name) => {
    const roots = inputsOf(name).flatMap(
      (input) => /^(.*node_modules\/(@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
    );
    const names = [...new Set(roots)].map((root) => root.split('node_modules/').at(-1));
    expect(names.filter((root, at) => names.indexOf(root) !== at)).toEqual([]);
  });

  it.each(FUNCTIONS)('%s starts without AWS in reach, and exports its handler alone', (name) => {
    const script = `console.log(Object.keys(await import(${JSON.stringify(join(outFolder, name, 'index.mjs'))})));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: LAMBDA_ENVIRONMENT,
    });
    expect(output).toBe("[ 'handler' ]\n");
  });
});

describe('bundling', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundle-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('takes folders with a handler, and removes what an earlier build left', async () => {
    const functionsFolder = join(folder, 'functions');
    const out = join(folder, 'out');
    await mkdir(join(functionsFolder, 'hello'), { recursive: true });
    await mkdir(join(functionsFolder, 'notes'));
    await mkdir(join(out, 'gone'), { recursive: true });
    await writeFile(join(functionsFolder, 'hello/handler.ts'), 'export const handler = async () => "hello";');

    expect((await bundleFunctions({ functionsFolder, outFolder: out })).functions).toEqual(['hello']);
    expect((await readdir(out)).sort()).toEqual(['hello', 'maps', 'metafile.json']);
  });

  it('says that there is nothing to bundle', async () => {
    await expect(bundleFunctions({ functionsFolder: folder, outFolder: folder })).rejects.toThrow(
      `No function to bundle: ${folder} has no <name>/handler.ts.`,
    );
  });
});
