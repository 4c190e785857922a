import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The package as another project has it: nothing of this one is near. */
describe('the package', () => {
  let folder: string;
  let shop: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'package-test-'));
    shop = join(folder, 'shop');
    const installed = join(shop, 'node_modules');
    execFileSync(process.execPath, ['infra/package.ts', join(installed, 'pockyt-payment-links')], {
      stdio: 'pipe',
    });
    cpSync('examples/shop/app.ts', join(shop, 'app.ts'));
    for (const name of ['aws-cdk-lib', 'constructs', '@types/node']) {
      mkdirSync(join(installed, name, '..'), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(installed, name));
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has types that the example is compiled against, and that refuse what there is not', () => {
    const compile = (file: string) => {
      const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck'];
      const modules = ['--module', 'NodeNext', '--target', 'ES2023', '--lib', 'ES2024', '--types', 'node'];
      const tsc = resolve('node_modules/.bin/tsc');
      return spawnSync(process.execPath, [tsc, ...options, ...modules, file], {
        cwd: shop,
        encoding: 'utf8',
      });
    };
    expect(ours(compile('app.ts').stdout)).toEqual([]);
    const wrong = readFileSync(join(shop, 'app.ts'), 'utf8').replace("'sandbox'", "'nowhere'");
    cpSync(join(shop, 'app.ts'), join(shop, 'right.ts'));
    execFileSync('tee', [join(shop, 'wrong.ts')], { input: wrong, stdio: ['pipe', 'ignore', 'pipe'] });
    expect(ours(compile('wrong.ts').stdout)).toEqual([expect.stringContaining('"nowhere"')]);
  }, 60_000);

  it('synthesises in an app of another project, with the functions’ code in it', () => {
    const output = join(folder, 'cdk.out');
    execFileSync(process.execPath, ['app.ts'], {
      cwd: shop,
      env: { PATH: process.env.PATH, CDK_OUTDIR: output, CDK_VALIDATION: 'false' },
      stdio: 'pipe',
    });
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

/** What the compiler says about files that are not a library's. */
function ours(said: string): string[] {
  return said.split('\n').filter((line) => /^(app|right|wrong)\.ts|pockyt-payment-links/.test(line));
}
