import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Settings } from '#infra/config.ts';
import { createConfig } from '#infra/create-config.ts';
import { SECURE_PAY_RULES } from '#shared/pockyt/fields.ts';
import { readOpenApi } from '#tools/harness/openapi.ts';
import { ofType, synthesize } from '#tools/harness/template.ts';
import { readSettings } from '#tools/start/settings.ts';
import { VARIABLES } from '#tools/start/variables.ts';
import { codeBlocks, sectionOf, sectionsOf, tableRows } from './markdown.ts';

const README = 'README.md';
const all = sectionsOf(README)
  .map(({ text }) => text)
  .join('\n');
const firstCells = (title: string) => tableRows(sectionOf(README, title).text).map(([cell]) => cell);

describe('README.md', () => {
  it('has every field, whoever sets it', () => {
    const fields = [...Object.keys(SECURE_PAY_RULES), 'merchantNo', 'ipnUrl', 'verifySign'];
    expect(firstCells('The fields').sort()).toEqual(fields.sort());
  });

  it('has the settings of npm start, and each does something', () => {
    const names = firstCells('Settings of npm start');
    expect(names).toHaveLength(
      Object.keys(
        readSettings({
          POCKYT_BASE_URL: 'http://127.0.0.1:1',
          DATA_DIR: 'x',
          RECONCILE_SECONDS: '1',
          CHECK_DELAYS: '1',
          PAID_CHECKS: '1',
          EVENTS_URL: 'http://127.0.0.1:1',
        }),
      ).length,
    );
    expect(names).toEqual(Object.keys(VARIABLES));
    for (const name of names as string[]) {
      const value = name.endsWith('_URL') ? 'http://127.0.0.1:1' : '1';
      expect([name, readSettings({ [name]: value })]).not.toEqual([name, readSettings({})]);
    }
  });

  it('creates each link with one body, so that whoever types one after the other is not refused', () => {
    const shell = codeBlocks(all, 'sh').join('\n');
    const bodies = [
      ...shell.matchAll(/POST \S+\/payment-links"? \\\n[^']*'[^']*' -H '[^']*' \\\n +-d '([^']*)'/g),
    ];
    const bodyOf = new Map<string, string>();
    for (const [, body = ''] of bodies) {
      const { reference } = JSON.parse(body);
      expect(bodyOf.get(reference) ?? body).toBe(body);
      bodyOf.set(reference, body);
    }
    expect(bodyOf.size).toBeGreaterThan(1);
  });

  it('has the settings of a deployment', () => {
    const samples: Required<Settings> = {
      environment: 'production',
      stage: 'shop',
      auth: 'jwt',
      jwtIssuer: 'https://id.example.com',
      jwtAudience: ['shop'],
      jwtScopes: true,
      callbackUrl: 'https://shop.example/',
      returnPage: true,
      timeout: 5,
      checkDelays: [60, 300],
      paidChecks: [1, 30],
      reconcilers: 4,
      confirmNotices: false,
      publicUrl: 'https://pay.shop.example',
      domainName: 'pay.shop.example',
      certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
      throttles: { ipn: { rate: 1, burst: 1 } },
      reservedConcurrency: { refund: 1 },
      tracing: false,
      fixedEgress: true,
      removal: 'keep',
      logDays: 30,
      alarmEmail: 'payments@shop.example',
    };
    expect(firstCells('Settings of a deployment')).toEqual(Object.keys(samples));
    expect(Object.keys(createConfig(samples)).sort()).toEqual(Object.keys(samples).sort());
  });

  it('says no environment on a command line, where it is refused, and nor does the way from account to payment', () => {
    for (const page of [README, 'docs/deploy.md']) {
      expect(readFileSync(page, 'utf8')).not.toMatch(/-c environment=/);
      expect(readFileSync(page, 'utf8')).toMatch(/npx cdk deploy -c stage=shop\b/);
    }
  });

  it('names the outputs and the secrets of the stack', () => {
    const { template } = synthesize({ stage: 'shop' });
    const { Outputs } = template.toJSON();
    const named = sectionOf(README, 'Deploy it').text.match(/It prints ([\s\S]*?)\.\s/)?.[1] ?? '';
    expect([...named.matchAll(/`(\w+)`/g)].map((match) => match[1])).toEqual(Object.keys(Outputs));
    for (const name of ['CredentialsSecretName', 'ApiKeysSecretName']) {
      expect(all).toContain(`--secret-id ${Outputs[name].Value} `);
    }
  });

  it('says how many metrics the alarms are paid for', () => {
    const counts = Object.values(ofType(synthesize(), 'AWS::CloudWatch::Alarm')).map(({ Properties }) =>
      Properties.Metrics ? Properties.Metrics.filter((metric: object) => 'MetricStat' in metric).length : 1,
    );
    const count = counts.reduce((sum, each) => sum + each);
    expect(sectionOf(README, 'What it costs').text).toContain(` ${count} metrics in alarms`);
  });

  it('shows every route, and answers as they are documented', () => {
    const text = sectionOf(README, 'Call it').text;
    const calls = codeBlocks(text, 'sh').join('\n');
    for (const operation of readOpenApi().operations) {
      const route = operation
        .split(' ')[1]!
        .replace(/\{(reference|providerReference|id)\}/g, 'order-1001')
        .replace('{refundReference}', 'refund-1');
      expect(calls).toMatch(new RegExp(`:3000${route}([.][\\w-]{22})?[ \\n]`));
    }
    const [created, read] = codeBlocks(text, 'json').map((code) => JSON.parse(code));
    const openApi = readOpenApi();
    expect(openApi.errorsOf('/components/schemas/PaymentLink', created)).toEqual([]);
    expect(openApi.errorsOf('/components/schemas/PaymentLinkWithHistory', read)).toEqual([]);
  });

  it('has commands that a shell can read, with requests that are accepted', () => {
    const openApi = readOpenApi();
    const commands = codeBlocks(all, 'sh');
    expect(commands.length).toBeGreaterThan(8);
    for (const command of commands) expect(() => execFileSync('sh', ['-n', '-c', command])).not.toThrow();
    const requests = [...commands.join('\n').matchAll(/-d '(\{.*\})'/g)].map((match) =>
      JSON.parse(match[1]!),
    );
    expect(requests.length).toBeGreaterThan(2);
    for (const request of requests) {
      const schema =
        'refundReference' in request
          ? 'RefundRequest'
          : 'outcome' in request
            ? 'Resolution'
            : 'CreatePaymentLink';
      expect(openApi.errorsOf(`/components/schemas/${schema}`, request)).toEqual([]);
    }
  });
});
