import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runNpm } from '#tools/package/npm.ts';

let folder: string;
let shop: string;
let tarball: string;

function run(script: string, args: readonly string[] = [], cwd = '.', env = process.env) {
  return spawnSync(process.execPath, [script, ...args], { cwd, env, encoding: 'utf8' });
}

const pack = (out: string) => run('tools/package/package.ts', ['construct', '--out', out]);

/** A project of somebody else's into which the tarball is installed: nothing of this one is near. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-test-'));
  shop = join(folder, 'shop');
  mkdirSync(shop);
  tarball = pack(join(folder, 'packages')).stdout.trim();
  const inPlace = (name: string) => `file:${resolve('node_modules', name)}`;
  const description = {
    type: 'module',
    dependencies: {
      'aws-cdk-lib': inPlace('aws-cdk-lib'),
      constructs: inPlace('constructs'),
      'pockyt-payment-links': `file:${tarball}`,
    },
  };
  writeFileSync(join(shop, 'package.json'), JSON.stringify(description));
  runNpm(shop, ['install', '--no-audit', '--no-fund']);
  cpSync('examples/shop/app.ts', join(shop, 'app.ts'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the tarball of the construct', () => {
  const installed = (...path: string[]) => join(shop, 'node_modules/pockyt-payment-links', ...path);

  it('has types that the example is compiled against, and that refuse what there is not', () => {
    mkdirSync(join(shop, 'node_modules/@types'));
    symlinkSync(resolve('node_modules/@types/node'), join(shop, 'node_modules/@types/node'));
    const wrong = readFileSync(join(shop, 'app.ts'), 'utf8').replace("'sandbox'", "'nowhere'");
    writeFileSync(join(shop, 'wrong.ts'), wrong);
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--types', 'node'];
    const language = ['--module', 'NodeNext', '--target', 'ES2023', '--lib', 'ES2024'];
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = run(tsc, [...options, ...language, 'app.ts', 'wrong.ts'], shop);
    expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/^wrong\.ts.*"nowhere"/)]);
  }, 60_000);

  it('has every type that another of its types names', () => {
    const { imports } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    const files = readdirSync(installed('types'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.d.ts'),
    );
    const named = files.flatMap((file) => {
      const text = readFileSync(installed('types', file), 'utf8');
      return [...text.matchAll(/from '([.#][^']*)\.ts'/g)].map(([, name = '']) => {
        const [, room = '', path = ''] = /^(#\w+)\/(.*)$/.exec(name) ?? [];
        const target = imports[`${room}/*.ts`]?.replace('*', path);
        return name.startsWith('#') ? target : join('types', dirname(file), `${name}.d.ts`);
      });
    });
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => path === undefined || !existsSync(installed(path)))).toEqual([]);
  });

  it('synthesises in an app of another project, with the functions’ code in it', () => {
    const output = join(folder, 'cdk.out');
    const env = { PATH: process.env.PATH, CDK_OUTDIR: output, CDK_VALIDATION: 'false' };
    expect(run('app.ts', [], shop, env)).toMatchObject({ status: 0, stderr: '' });
    const template = JSON.parse(readFileSync(join(output, 'Shop.template.json'), 'utf8'));
    const types = Object.values(template.Resources as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    );
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(10);
    expect(types).toContain('AWS::DynamoDB::Table');
    expect(template.Outputs.ExportPaymentLinksUrl ?? Object.values(template.Outputs)[0]).toBeDefined();
    const { files } = JSON.parse(readFileSync(join(output, 'Shop.assets.json'), 'utf8'));
    const sources = Object.values(files as Record<string, { source: { path: string; packaging: string } }>)
      .map(({ source }) => source)
      .filter(({ packaging }) => packaging === 'zip');
    expect(sources).toHaveLength(10);
    for (const { path } of sources) expect(existsSync(join(output, path, 'index.mjs'))).toBe(true);
  }, 60_000);
});

it('a folder that holds something else is refused, and nothing in it is touched', () => {
  const out = join(folder, 'photos');
  mkdirSync(join(out, '2024'), { recursive: true });
  writeFileSync(join(out, '2024/summer.jpg'), 'a photo');
  const { status, stdout, stderr } = pack(out);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`${out} is not empty, and "npm run package" did not make it.`);
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(['2024', '2024/summer.jpg']);
  expect(readFileSync(join(out, '2024/summer.jpg'), 'utf8')).toBe('a photo');
});
