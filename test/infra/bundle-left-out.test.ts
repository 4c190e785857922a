import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { leftOut } from '#infra/bundle/left-out.ts';
import { LAMBDA_ENVIRONMENT } from '#tools/harness/bundles/bundled-function.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-left-out-test-'));
  await write('node_modules/sdk/package.json', '{"module": "index.js", "sideEffects": false}');
  await write('node_modules/sdk/index.js', 'export * from "./big.js"; export const kept = "kept";');
  await write(
    'node_modules/sdk/big.js',
    'export const big = () => "big"; export const small = () => "small";',
  );
  await write('stand-ins.ts', 'export {};');
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** The bundle of a program, without these modules. */
async function bundled(program: string, modules = ['sdk/big.js']): Promise<string> {
  const options = {
    modules,
    nodeModules: join(folder, 'node_modules'),
    standIns: join(folder, 'stand-ins.ts'),
  };
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    format: 'esm',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    write: false,
    logLevel: 'silent',
    plugins: [leftOut(options)],
  });
  return (outputFiles[0] as { text: string }).text;
}

/** What a program prints. */
function printed(program: string, environment: Record<string, string> = {}): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: environment,
  }).trim();
}

const SENTENCE =
  "big of sdk/big.js is left out of this bundle. Do without it, or drop the module's line from " +
  'infra/bundle/left-out-modules.ts.';

describe('a module that is left out', () => {
  it.each([
    ['called', 'big()'],
    ['constructed', 'new big()'],
    ['extended', 'new (class extends big {})()'],
    ['read', 'big.name'],
    ['spread', '({ ...big })'],
    ['written into a text', '`' + '$' + '{big}`'],
    ['waited for', 'await big'],
  ])('throws when an export of it is %s', async (_, use) => {
    const program = `import { big } from 'sdk'; try { (${use}) } catch (error) { console.log(error.message) }`;
    expect(printed(await bundled(program))).toBe(SENTENCE);
  });

  it('may be mentioned', async () => {
    const program = `import { big, small, kept } from 'sdk';
      console.log(typeof (kept ?? big), [big, small].length, big === small, { big }.big === big);`;
    expect(printed(await bundled(program))).toBe('string 2 false true');
  });

  it('leaves nothing behind where nobody mentions it', async () => {
    const text = await bundled(`import { kept } from 'sdk'; console.log(kept);`);
    expect(text).not.toMatch(/big|Proxy|left out/);
    expect(printed(text)).toBe('kept');
    expect(await bundled(`import { big } from 'sdk'; console.log(typeof big);`)).not.toContain('small');
  });

  it('has each export that the module has today', async () => {
    const program = `import { later, passedOn } from 'sdk'; later(passedOn);`;
    await expect(bundled(program)).rejects.toThrow('No matching export');
    await write('node_modules/sdk/next.js', 'export const passedOn = 1;');
    await write('node_modules/sdk/big.js', 'export * from "./next.js"; export function later() {}');
    const said = `try { later() } catch (error) { console.log(error.message) }`;
    const names = await bundled(
      `import { later, passedOn } from 'sdk'; console.log(typeof passedOn); ${said}`,
    );
    expect(printed(names)).toBe(`function\n${SENTENCE.replace('big', 'later')}`);
  });

  it('has the stand-in for an export of its name, and throws at the others', async () => {
    await write('stand-ins.ts', 'export const small = (): string => "smaller";');
    const program = `import { big, small } from 'sdk';
      console.log(small()); try { big() } catch (error) { console.log(error.message) }`;
    expect(printed(await bundled(program))).toBe(`smaller\n${SENTENCE}`);
  });
});

describe('bundling fails', () => {
  it('when a module is not where its line says', async () => {
    const modules = ['sdk/big.js', 'sdk/gone.js', 'other/index.js'];
    await expect(bundled('', modules)).rejects.toThrow(
      'sdk/gone.js: this module moved; drop the line or follow it.\n' +
        'other/index.js: this module moved; drop the line or follow it.',
    );
  });

  it('when a stand-in stands for nothing', async () => {
    await write('stand-ins.ts', 'export const small = 1; export const former = 2;');
    await expect(bundled('')).rejects.toThrow(
      /stand-ins\.ts: no module that is left out exports former\. Rename or drop it\./,
    );
  });
});

describe('a client of the SDK, in a bundle', () => {
  const REGION = `region: 'eu-central-1', maxAttempts: 1,
    sha256: class { update() {} async digest() { return new Uint8Array(32) } },`;
  const CREDENTIALS = `credentials: { accessKeyId: 'a', secretAccessKey: 'b' },`;
  const ENDPOINT = `endpoint: 'https://127.0.0.1:1',`;
  const HANDLER = `requestHandler: { handle: async () => { throw new Error('The handler was asked.') } },`;

  /** What a request of a client with these settings comes to. */
  async function outcome(settings: string): Promise<string> {
    await rm(join(folder, 'node_modules'), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await write(
      'functions/ask/handler.ts',
      `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
       export async function handler() {
         try {
           const client = new DynamoDBClient({ ${settings} });
           await client.send(new GetItemCommand({ TableName: 'a', Key: { b: { S: 'c' } } }));
         } catch (error) {
           return error.message;
         }
       }`,
    );
    const outFolder = join(folder, 'out');
    await bundleFunctions({ functionsFolder: join(folder, 'functions'), outFolder });
    const bundle = JSON.stringify(join(outFolder, 'ask/index.mjs'));
    const environment = { ...LAMBDA_ENVIRONMENT, AWS_ENDPOINT_URL_DYNAMODB: '' };
    return printed(`console.log(await (await import(${bundle})).handler());`, environment);
  }

  it('does with what it is given, and takes the rest from the defaults of the SDK', async () => {
    expect(await outcome(REGION + CREDENTIALS + ENDPOINT + HANDLER)).toBe('The handler was asked.');
  });

  it.each([
    [
      'credentials',
      REGION + ENDPOINT + HANDLER,
      /^defaultProvider of @aws-sdk\/credential-provider-node\/.* is left out/,
    ],
    [
      'a requestHandler',
      REGION + CREDENTIALS + ENDPOINT,
      /^An AWS client was created without a requestHandler/,
    ],
    ['an endpoint', REGION + CREDENTIALS + HANDLER, /^An AWS client was created without an endpoint/],
  ])('says that it was given no %s', async (_, settings, sentence) => {
    expect(await outcome(settings)).toMatch(sentence);
  });
});
