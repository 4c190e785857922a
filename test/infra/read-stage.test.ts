import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '#infra/config.ts';
import { createConfig } from '#infra/create-config.ts';
import { readStage } from '#infra/read-stage.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'stages-'));
  folder = join(parent, 'stages');
  mkdirSync(folder);
  write('dev', { environment: 'sandbox' });
});
afterEach(() => rmSync(parent, { recursive: true }));

function write(stage: string, settings: unknown): void {
  writeFileSync(
    join(folder, `${stage}.json`),
    typeof settings === 'string' ? settings : JSON.stringify(settings),
  );
}
const read = (context: Readonly<Record<string, unknown>> = {}) => readStage(context, folder);

describe('a stage', () => {
  it('is what its file says', () => {
    write('live', {
      $schema: './stage.schema.json',
      environment: 'production',
      timeout: 30,
      checkDelays: [5, 10],
      confirmNotices: false,
      auth: 'jwt',
      jwtIssuer: 'https://id.example.com',
      jwtAudience: ['urn:a,b'],
      throttles: { ipn: { rate: 1, burst: 2 } },
    });
    expect(read({ stage: 'live' })).toEqual(
      createConfig({
        stage: 'live',
        environment: 'production',
        timeout: 30,
        checkDelays: [5, 10],
        confirmNotices: false,
        auth: 'jwt',
        jwtIssuer: 'https://id.example.com',
        jwtAudience: ['urn:a,b'],
        throttles: { ipn: { rate: 1, burst: 2 } },
      }),
    );
  });

  it('is dev where none is named', () => {
    expect(read()).toEqual(createConfig({ stage: 'dev', environment: 'sandbox' }));
  });

  it('that has no file is refused, with what to do', () => {
    write('live', { environment: 'production' });
    expect(() => read({ stage: 'shop' })).toThrow(
      new ConfigError([
        'There is no stage shop: stages/shop.json is missing. The stages are dev, live. To make one, copy stages/example.json to stages/shop.json, set what is yours in it, "environment" first, and commit it.',
      ]),
    );
    expect(() => read({ stage: 'liv' })).toThrow('stages/liv.json is missing. Did you mean live? The stages');
  });

  it('whose name is no name leads to no file', () => {
    writeFileSync(join(parent, 'outside.json'), 'This must not even be read.');
    expect(() => read({ stage: '../outside' })).toThrow('Set stage to 1 to 16 lower-case letters');
  });

  it.each([
    [{}, 'stages/dev.json: Set environment to sandbox or production: it has no default.'],
    [{ environment: 'live' }, 'stages/dev.json: Set environment to sandbox or production, not to "live".'],
    [
      { environment: 'sandbox', timout: 5 },
      'stages/dev.json: There is no setting "timout"; did you mean timeout?',
    ],
    [
      { environment: 'sandbox', timeout: '5' },
      'stages/dev.json: Set timeout to whole minutes from 1 to 1440, not to "5".',
    ],
    [
      { environment: 'sandbox', stage: 'dev' },
      'stages/dev.json: Take "stage" out: the file\'s name is the stage\'s.',
    ],
    [['sandbox'], 'stages/dev.json: Change it to a JSON object, such as {"environment": "sandbox"}.'],
    ['{"environment": "sandbox",}', /^stages\/dev[.]json: Change it to JSON: .*[.]$/],
    [
      '{"environment": "production", "timeout": 5, "environment": "sandbox"}',
      /^stages\/dev[.]json: Change it to JSON: Duplicate key 'environment' .*[.]$/,
    ],
    ['{"environment": "sandbox", "__proto__": {}}', 'There is no setting "__proto__"'],
    [{ environment: 'sandbox', auth: 'jwt' }, 'Set jwtIssuer and jwtAudience as well'],
  ])('whose file cannot be used says what to change: %j', (file, message) => {
    write('dev', file);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
  });

  it('says everything that is wrong at once', () => {
    write('dev', { timeout: 0, colour: 'red' });
    expect(() => read({ reconcilers: '99', environment: 'production' })).toThrow(
      /^stages\/dev[.]json: Set timeout .*\nstages\/dev[.]json: There is no setting "colour".*\nSet reconcilers .*\nstages\/dev[.]json: Set environment .*\nTake environment=production out .*$/,
    );
  });
});

describe('the environment', () => {
  it.each(['sandbox', 'production', 'live'])('is never taken from the command line: %s', (said) => {
    write('live', { environment: 'production' });
    expect(() => read({ stage: 'live', environment: said })).toThrow(
      new ConfigError([
        `Take environment=${said} out of the command line or of the context in cdk.json: only stages/live.json says the environment, where it is reviewed.`,
      ]),
    );
  });

  it('of a live stage is production, whoever forgets to say so', () => {
    write('live', { environment: 'production' });
    expect(read({ stage: 'live' }).environment).toBe('production');
  });
});

describe('a trial by -c name=value', () => {
  it('says instead of the file, and nothing else changes', () => {
    write('dev', { environment: 'sandbox', timeout: 30, reconcilers: 4 });
    expect(read({ timeout: '60' })).toMatchObject({ timeout: 60, reconcilers: 4 });
  });

  it.each([
    ['timeout', '1440', 1440],
    ['timeout', 30, 30],
    ['checkDelays', '2', [2]],
    ['checkDelays', '1,604800', [1, 604_800]],
    ['checkDelays', [5, 10], [5, 10]],
    ['paidChecks', '1,365', [1, 365]],
    ['reconcilers', '32', 32],
    ['confirmNotices', 'off', false],
    ['returnPage', 'on', true],
    ['returnPage', 'true', true],
    ['tracing', 'false', false],
    ['callbackUrl', 'https://shop.example.com/back', 'https://shop.example.com/back'],
    ['auth', 'iam', 'iam'],
    ['reservedConcurrency', 'create-link:50,refund:5', { 'create-link': 50, refund: 5 }],
    ['removal', 'delete', 'delete'],
    ['logDays', '365', 365],
    ['alarmEmail', 'payments@shop.example.com', 'payments@shop.example.com'],
  ])('reads %s = %p', (name, text, value) => {
    expect(read({ [name]: text })).toHaveProperty(name, value);
  });

  it('reads limits of routes, and audiences with commas between them', () => {
    expect(read({ throttles: 'ipn:300/600,create:1/2' }).throttles).toMatchObject({
      ipn: { rate: 300, burst: 600 },
      create: { rate: 1, burst: 2 },
    });
    const jwt = {
      auth: 'jwt',
      jwtIssuer: 'https://id.example.com',
      jwtAudience: 'shop,app',
      jwtScopes: 'on',
    };
    expect(read(jwt)).toMatchObject({ jwtAudience: ['shop', 'app'], jwtScopes: true });
  });

  it.each([
    ['timeout', ''],
    ['timeout', '0'],
    ['timeout', '1.5'],
    ['timeout', '1e2'],
    ['timeout', '-5'],
    ['timeout', true],
    ['checkDelays', ''],
    ['checkDelays', '300,60'],
    ['checkDelays', '60, 300'],
    ['paidChecks', '1,,7'],
    ['reconcilers', '01'],
    ['reconcilers', 'many'],
    ['confirmNotices', 'no'],
    ['confirmNotices', ''],
    ['confirmNotices', 'constructor'],
    ['jwtAudience', 'a,,b'],
    ['jwtAudience', 'a, b'],
    ['throttles', ''],
    ['throttles', 'create'],
    ['throttles', 'create:50'],
    ['throttles', 'create:50/'],
    ['throttles', 'create:1/2/3'],
    ['throttles', 'create:0/1'],
    ['throttles', 'delete:1/1'],
    ['throttles', 'create:1/1,create:2/2'],
    ['throttles', 'create:1/1, ipn:2/2'],
    ['reservedConcurrency', 'create-link'],
    ['reservedConcurrency', 'create-link:0'],
    ['reservedConcurrency', 'refund:5,refund:6'],
    ['logDays', '2'],
    ['removal', 'retain'],
    ['alarmEmail', 'payments'],
  ])('refuses %s = %p, as it was written', (name, text) => {
    const said = `not to ${JSON.stringify(text)}`;
    expect(() => read({ [name]: text })).toThrow(new RegExp(`^Set ${name} to [^\\n]*[.]$`));
    expect(() => read({ [name]: text })).toThrow(said);
  });

  it('shows how a list is written there', () => {
    expect(() => read({ checkDelays: '5,2' })).toThrow(
      'Set checkDelays to at most 20 rising whole numbers of seconds from 1 to 604800, such as 60,300,900,3600, not to "5,2".',
    );
  });

  it('refuses a name that there is not, and passes over the CDK’s own', () => {
    expect(() => read({ environmnt: 'production' })).toThrow(
      'There is no setting "environmnt"; did you mean environment?',
    );
    const own = { '@aws-cdk/core:checkSecretUsage': true, 'cli-telemetry': false, 'aws:cdk:x': [] };
    expect(read(own)).toEqual(read());
  });
});

describe('the files that are here', () => {
  const stages = readdirSync('stages').filter((file) => !file.endsWith('.schema.json'));

  it('are all of stages that can be made', () => {
    expect(stages).toEqual(expect.arrayContaining(['dev.json', 'example.json', 'local.json']));
    for (const file of stages) expect(readStage({ stage: file.replace('.json', '') })).toBeDefined();
  });

  it('make a sandbox where nothing is said, with every default', () => {
    expect(readStage({})).toEqual(createConfig({ environment: 'sandbox' }));
  });

  it('have an example for production', () => {
    expect(readStage({ stage: 'example' }).environment).toBe('production');
  });
});
