import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, CfnParameter, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import type { Settings } from '#infra/config.ts';
import { PaymentLinks } from '#infra/payment-links.ts';
import { FUNCTIONS } from '#tools/harness/template.ts';

const SANDBOX = { stage: 'shop', environment: 'sandbox' } as const;

let folder: string;
let bundles: string;
let shop: Stack;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-app-test-'));
  bundles = join(folder, 'bundles');
  for (const name of FUNCTIONS) {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'index.mjs'), '');
  }
  shop = newStack();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stack in an app of somebody else's, without our feature flags. */
function newStack(): Stack {
  const app = new App({
    outdir: mkdtempSync(join(folder, 'cdk.out')),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  return new Stack(app, 'Shop');
}

function paymentLinks(settings: Partial<Settings>, stack = shop): Template {
  new PaymentLinks(stack, 'Payments', { ...SANDBOX, ...settings, bundles });
  return Template.fromStack(stack);
}
const only = (template: Template, type: string) => {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0]?.Properties;
};
const variables = (template: Template, name: string) =>
  Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.Environment?.Variables[name] ?? [],
  );
const idLike = (start: string) => expect.stringMatching(new RegExp(`^${start}`));

describe('the construct in another app', () => {
  it('brings everything below its own id, and works in a network that is there', () => {
    const vpc = new Vpc(shop, 'Network', { natGateways: 1, maxAzs: 2 });
    const links = new PaymentLinks(shop, 'Payments', { ...SANDBOX, vpc, bundles });
    const functions = Template.fromStack(shop).findResources('AWS::Lambda::Function', {
      Properties: { VpcConfig: {} },
    });
    expect(Object.keys(functions)).toHaveLength(7);
    expect(Object.keys(functions).every((id) => id.startsWith('Payments'))).toBe(true);
    expect(links.ipnUrl).toBe(`${links.url}/ipn`);
    expect(links.apiKeys).toBeDefined();
    expect(links.egressAddress).toBeUndefined();
  });

  it('takes the certificate and the zone of the app', () => {
    const zone = new HostedZone(shop, 'Zone', { zoneName: 'shop.example.com' });
    const domainName = `pay.${zone.zoneName}`;
    const validation = CertificateValidation.fromDns(zone);
    const certificate = new Certificate(shop, 'Certificate', { domainName, validation });
    const template = paymentLinks({ domainName, certificateArn: certificate.certificateArn });
    expect(only(template, 'AWS::ApiGatewayV2::DomainName')).toMatchObject({
      DomainName: 'pay.shop.example.com',
      DomainNameConfigurations: [{ CertificateArn: { Ref: idLike('Certificate') } }],
    });
  });

  it('takes the user pool and the client of the app', () => {
    const pool = new UserPool(shop, 'Staff');
    const client = pool.addClient('BackOffice');
    const template = paymentLinks({
      auth: 'jwt',
      jwtIssuer: pool.userPoolProviderUrl,
      jwtAudience: [client.userPoolClientId],
    });
    expect(only(template, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration).toEqual({
      Issuer: { 'Fn::GetAtt': [idLike('Staff'), 'ProviderURL'] },
      Audience: [{ Ref: idLike('StaffBackOffice') }],
    });
  });

  it('leaves an audience with a comma in it one, and takes a list of a parameter', () => {
    const jwt = { auth: 'jwt', jwtIssuer: 'https://id.example.com' } as const;
    const template = paymentLinks({ ...jwt, jwtAudience: ['urn:a,b'] });
    expect(only(template, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration.Audience).toEqual(['urn:a,b']);

    const other = newStack();
    const audiences = new CfnParameter(other, 'Audiences', { type: 'CommaDelimitedList' });
    const listed = paymentLinks({ ...jwt, jwtAudience: audiences.valueAsList }, other);
    expect(only(listed, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration.Audience).toEqual({
      Ref: 'Audiences',
    });
  });

  it('takes tokens for audiences, however long what the CDK writes for them', () => {
    const displayHint = 'x'.repeat(300);
    const jwt = { auth: 'jwt', jwtIssuer: 'https://id.example.com' } as const;
    const one = Token.asString({ Ref: 'Client' }, { displayHint });
    expect(() => paymentLinks({ ...jwt, jwtAudience: [one, 'app'] })).not.toThrow();
    const all = Token.asList({ 'Fn::Split': [',', 'a,b'] }, { displayHint });
    expect(() => paymentLinks({ ...jwt, jwtAudience: all }, newStack())).not.toThrow();
  });

  it('takes addresses that are known only when the stack is deployed', () => {
    const site = new CfnParameter(shop, 'Site');
    const mail = new CfnParameter(shop, 'Mail');
    const template = paymentLinks({
      callbackUrl: `https://${site.valueAsString}/thanks?order={reference}`,
      publicUrl: Fn.importValue('PublicUrl'),
      alarmEmail: mail.valueAsString,
    });
    expect(variables(template, 'DEFAULT_CALLBACK_URL')).toEqual([
      { 'Fn::Join': ['', ['https://', { Ref: 'Site' }, '/thanks?order={reference}']] },
    ]);
    expect(new Set(variables(template, 'PUBLIC_URL').map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"Fn::ImportValue":"PublicUrl"}']),
    );
    expect(only(template, 'AWS::SNS::Subscription').Endpoint).toEqual({ Ref: 'Mail' });
  });

  it('takes the times of the CDK', () => {
    const template = paymentLinks({
      timeout: Duration.minutes(30),
      checkDelays: [Duration.minutes(1), Duration.minutes(5)],
      paidChecks: [Duration.days(7)],
    });
    expect(variables(template, 'LINK_TIMEOUT_MINUTES')).toEqual(['30']);
    expect(variables(template, 'CHECK_DELAYS')).toEqual(['60,300']);
    expect(variables(template, 'PAID_CHECKS')).toEqual(['604800']);
  });

  it.each([
    ['stage', 'a token, whose value is known only when the stack is deployed'],
    ['timeout', 'a token, whose value is known only when the stack is deployed'],
    ['reconcilers', 'a token, whose value is known only when the stack is deployed'],
    ['checkDelays', '[a token, whose value is known only when the stack is deployed]'],
  ])('refuses a token for %s, which shapes what is synthesised', (name, shown) => {
    const number = new CfnParameter(shop, 'Number', { type: 'Number' });
    const text = new CfnParameter(shop, 'Text');
    const tokens: Readonly<Record<string, unknown>> = {
      stage: text.valueAsString,
      timeout: number.valueAsNumber,
      reconcilers: number.valueAsNumber,
      checkDelays: [number.valueAsNumber],
    };
    expect(() => paymentLinks({ [name]: tokens[name] })).toThrow(
      new RegExp(`^Set ${name} to .*, not to ${shown.replaceAll(/[[\]]/g, '\\$&')}[.]$`),
    );
  });

  it('refuses a Duration of a token', () => {
    const hours = new CfnParameter(shop, 'Hours', { type: 'Number' }).valueAsNumber;
    expect(() => paymentLinks({ timeout: Duration.hours(hours) })).toThrow(
      'Set timeout to whole minutes from 1 to 1440, not to ',
    );
  });

  it.each([
    ['http before a token', { callbackUrl: `http://${Aws.REGION}.example.com/thanks` }, 'Set callbackUrl to'],
    ['no https before a token', { publicUrl: `pay.${Aws.REGION}.example.com` }, 'Set publicUrl to'],
    ['a stage with spaces', { stage: 'Not A Stage' }, 'Set stage to'],
    ['half of what jwt needs', { auth: 'jwt', jwtIssuer: Aws.STACK_ID }, 'Set jwtIssuer and jwtAudience'],
  ] as const)('refuses %s', (_, settings, message) => {
    expect(() => paymentLinks(settings)).toThrow(message);
  });
});
