import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const CDK = 'node_modules/.bin/cdk';
const SYNTH = ['synth', '--quiet', '--output'];

/** Runs a command as on a machine that has neither credentials nor a home. */
function run(command: string, options: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(command, options, {
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
  it('makes of the example a production stage, built and validated without credentials and without a warning', () => {
    const { status, stdout, stderr } = run(CDK, [...SYNTH, output, '-c', 'stage=example']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^Bundled [a-z, -]+ into dist\/bundles\/.\s*$/);
    // Written only when the templates were checked against CloudFormation's rules.
    const { pluginReports } = read('validation-report.json');
    expect(pluginReports.flatMap(({ violations = [] }) => violations)).toEqual([]);
    expect(read('manifest.json').artifacts['PaymentLinks-example'].properties.terminationProtection).toBe(
      true,
    );
  }, 60_000);

  it('makes a sandbox where no stage is named, with the settings that a trial says', () => {
    const { status, stdout } = run(CDK, [...SYNTH, output, '-c', 'timeout=30'], { CDK_VALIDATION: 'false' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const { Resources } = read('PaymentLinks-dev.template.json');
    const told = Object.values<{ Properties?: { Environment?: object } }>(Resources).flatMap(
      ({ Properties }) => Properties?.Environment ?? [],
    );
    expect(told).toContainEqual({
      Variables: expect.objectContaining({ POCKYT_ENVIRONMENT: 'sandbox', LINK_TIMEOUT_MINUTES: '30' }),
    });
  }, 60_000);

  it('answers a wrong setting with a sentence, not with a stack trace', () => {
    const context = JSON.stringify({ timeout: 'forever' });
    const { status, stdout, stderr } = run(process.execPath, ['infra/app.ts'], { CDK_CONTEXT_JSON: context });
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
