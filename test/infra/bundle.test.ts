import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundles, bundleFunctions } from '#infra/bundle.ts';
import { FUNCTIONS } from './synthesize.ts';

const FORBIDDEN = [
  /credential-provider-(node|ini|sso|process|login|http|web-identity|imds)/,
  /nested-clients|token-providers/,
  /endpoint-discovery\/|endpoint-cache/,
  /submodules\/(event-streams|account-id-endpoint)/,
  /^(local|test|bench|infra\/(?!bundle\/))/,
  /node_modules\/(aws-cdk|constructs|@types|esbuild|dynalite)/,
];
/** Loading one of these costs as much as the rest of a start; a stray `import` of node:http loads the first. */
const EXPENSIVE_MODULES = /undici|http2|child_process/;

let outFolder: string;
let bundles: Bundles;

beforeAll(async () => {
  outFolder = await mkdtemp(join(tmpdir(), 'bundle-test-'));
  bundles = await bundleFunctions({ outFolder });
});

afterAll(() => rm(outFolder, { recursive: true }));

function inputsOf(name: string): string[] {
  const output = Object.entries(bundles.metafile.outputs).find(([path]) =>
    path.endsWith(`${name}/index.mjs`),
  );
  return Object.keys(output?.[1].inputs ?? {});
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

  it.each(FUNCTIONS)('%s has each package once', (name) => {
    const roots = inputsOf(name).flatMap(
      (input) => /^(.*node_modules\/(@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
    );
    const names = [...new Set(roots)].map((root) => root.split('node_modules/').at(-1));
    expect(names.filter((root, at) => names.indexOf(root) !== at)).toEqual([]);
  });

  it.each(FUNCTIONS)('%s starts, exports its handler and loads no expensive module', (name) => {
    const script = `
      const { handler } = await import(${JSON.stringify(join(outFolder, name, 'index.mjs'))});
      console.log(JSON.stringify({ handler: typeof handler, loaded: process.moduleLoadList }));
      process.exit();`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: LAMBDA_ENVIRONMENT,
    });
    const { handler, loaded } = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    expect(handler).toBe('function');
    expect(loaded.filter((module: string) => EXPENSIVE_MODULES.test(module))).toEqual([]);
  });
});

/** Complete, but leading nowhere: port 9 of this machine discards or refuses. */
const LAMBDA_ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9',
  PAYMENTS_TABLE: 'payments',
  UNMATCHED_TABLE: 'unmatched',
  CREDENTIALS_SECRET: 'credentials',
  API_KEYS_SECRET: 'api-keys',
  POCKYT_ENVIRONMENT: 'sandbox',
  LINK_TIMEOUT_MINUTES: '120',
  CHECK_DELAYS: '60',
  CONFIRM_NOTICES: 'on',
  DUE_INDEX: 'due',
};

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
