import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Runs a command as on a machine that has neither credentials nor a home. */
function run(command: string, options: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(join('node_modules/.bin', command), options, {
    encoding: 'utf8',
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: output,
      TMPDIR: output,
      ...environment,
    },
  });
}

let output: string;
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), 'app-test-'));
});
afterEach(() => rmSync(output, { recursive: true }));

describe('the CDK app', () => {
  it('is built and validated by `cdk synth` without credentials and without a warning', () => {
    const settings = ['-c', 'stage=shop', '-c', 'environment=production'];
    const { status, stdout, stderr } = run('cdk', ['synth', '--quiet', '--output', output, ...settings]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^Bundled [a-z, -]+ into dist\/\.\s*$/);
    // Written only when the templates were checked against CloudFormation's rules.
    const { pluginReports } = read('validation-report.json');
    expect(pluginReports.flatMap(({ violations = [] }) => violations)).toEqual([]);
    expect(read('manifest.json').artifacts['PaymentLinks-shop'].properties.terminationProtection).toBe(true);
  }, 60_000);

  it('answers a wrong setting with a sentence, not with a stack trace', () => {
    const context = JSON.stringify({ timeout: 'forever' });
    const { status, stdout, stderr } = run('tsx', ['infra/app.ts'], { CDK_CONTEXT_JSON: context });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Set timeout to whole minutes from 1 to 1440, not to "forever".\n',
    });
  });
});

function read(name: string) {
  return JSON.parse(readFileSync(join(output, name), 'utf8'));
}
