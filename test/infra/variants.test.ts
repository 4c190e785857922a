import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from '#infra/config.ts';
import { createConfig } from '#infra/create-config.ts';
import { PaymentLinks } from '#infra/payment-links.ts';
import { checkPolicies } from '#infra/policy-checks.ts';
import { PaymentLinksStack } from '#infra/stack.ts';
import { FUNCTIONS, nameOf } from '#tools/harness/template.ts';

const VARIANTS = {
  sandbox: {},
  production: { environment: 'production' },
  iam: { auth: 'iam' },
  returning: { returnPage: true },
  jwt: {
    auth: 'jwt',
    jwtIssuer: 'https://id.example.com',
    jwtAudience: ['shop', 'app'],
    jwtScopes: true,
  },
  many: { reconcilers: 32, paidChecks: [1, 2, 3, 5, 8, 13, 21, 34, 55, 89], environment: 'production' },
  domain: {
    domainName: 'pay.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  },
  vpc: {
    fixedEgress: true,
    tracing: false,
    removal: 'keep',
    logDays: 365,
    alarmEmail: 'payments@shop.example',
    reservedConcurrency: { 'create-link': 20 },
    throttles: { ipn: { rate: 300, burst: 600 } },
  },
} as const satisfies Readonly<Record<string, Partial<Settings>>>;
type Variant = keyof typeof VARIANTS;

/** Names that a second resource of the same account and region cannot have. */
const ACCOUNT_WIDE: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::QueryDefinition': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
};

let folder: string;
let app: App;
const stacks = new Map<Variant, PaymentLinksStack>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'variants-test-'));
  for (const name of FUNCTIONS) {
    mkdirSync(join(folder, 'bundles', name), { recursive: true });
    writeFileSync(join(folder, 'bundles', name, 'index.mjs'), '');
  }
  app = newApp('variants');
  for (const [stage, settings] of Object.entries(VARIANTS)) {
    const config = createConfig({ environment: 'sandbox', stage, ...settings });
    stacks.set(stage as Variant, new PaymentLinksStack(app, { config, bundles: join(folder, 'bundles') }));
  }
  foreignStack(join(folder, 'bundles'));
});
/** A stack of somebody else's, where all that may be a token is one. */
function foreignStack(bundles: string): void {
  new PaymentLinks(new Stack(app, 'Foreign'), 'Payments', {
    environment: 'sandbox',
    stage: 'foreign',
    auth: 'jwt',
    jwtIssuer: Fn.importValue('Issuer'),
    jwtAudience: [Fn.importValue('Audience')],
    domainName: Fn.importValue('Domain'),
    certificateArn: Fn.importValue('Certificate'),
    callbackUrl: `https://${Fn.importValue('Shop')}/thanks`,
    alarmEmail: Fn.importValue('Mail'),
    bundles,
  });
}
afterAll(() => rmSync(folder, { recursive: true }));

function newApp(name: string): App {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const made = new App({ outdir: join(folder, name), context, analyticsReporting: false });
  checkPolicies(made);
  return made;
}
const template = (variant: Variant) => Template.fromStack(stacks.get(variant) as PaymentLinksStack);
const ofType = (variant: Variant, type: string) => Object.values(template(variant).findResources(type));

describe('every variant', () => {
  // One synthesis checks them all: with CloudFormation's own rules and with those of cdk-nag.
  it('passes the checks, side by side in one account, and so does one of tokens', () => {
    const { directory } = app.synth();
    const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    expect(pluginReports.flatMap(({ violations = [] }) => violations)).toEqual([]);
  }, 120_000);

  it('that breaks a rule does not', () => {
    const broken = newApp('broken');
    new Bucket(new Stack(broken, 'Broken'), 'Bucket');
    expect(() => broken.synth()).toThrow('AwsSolutions-S1');
  }, 60_000);

  it.each(Object.keys(VARIANTS) as Variant[])('%s has no open merchant route', (variant) => {
    const routes = ofType(variant, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
      Properties.RouteKey,
      Properties.AuthorizationType,
    ]);
    const open = routes.filter(([, type]) => !['CUSTOM', 'AWS_IAM', 'JWT'].includes(type));
    const page = variant === 'returning' ? [['GET /return/{id}', 'NONE']] : [];
    expect(open.sort()).toEqual([...page, ['POST /ipn', 'NONE']]);
    expect(routes).toHaveLength(8 + open.length);
  });

  it('shares no name with another', () => {
    const named = [...stacks.keys()].flatMap((variant) =>
      Object.entries(ACCOUNT_WIDE).flatMap(([type, name]) =>
        ofType(variant, type).flatMap(({ Properties }) => Properties[name] ?? []),
      ),
    );
    expect(named.length).toBeGreaterThan(6);
    expect(new Set(named).size).toBe(named.length);
  });
});

describe('callers with IAM signatures', () => {
  it('need no key and no function that checks it', () => {
    const types = ofType('iam', 'AWS::ApiGatewayV2::Route').map(
      ({ Properties }) => Properties.AuthorizationType,
    );
    expect(types.filter((type) => type === 'AWS_IAM')).toHaveLength(8);
    expect(ofType('iam', 'AWS::ApiGatewayV2::Authorizer')).toEqual([]);
    expect(ofType('iam', 'AWS::SecretsManager::Secret')).toHaveLength(1);
    expect(ofType('iam', 'AWS::Lambda::Function')).toHaveLength(9);
    expect(template('iam').toJSON().Outputs).not.toHaveProperty('ApiKeysSecretName');
  });
});

describe('the page for the customer who comes back', () => {
  it('is there where it is asked for, and a new link is told', () => {
    const created = (variant: Variant) =>
      ofType(variant, 'AWS::Lambda::Function').filter(
        ({ Properties }) => Properties.Environment?.Variables.RETURN_PAGE === 'on',
      );
    expect(created('returning').map(({ Properties }) => Properties.Description)).toEqual([
      'POST /payment-links: creates a payment link at Pockyt',
    ]);
    expect(created('sandbox')).toEqual([]);
    const count = (variant: Variant) => ofType(variant, 'AWS::Lambda::Function').length;
    expect(count('returning')).toBe(count('sandbox') + 1);
  });

  it('may read payments and nothing else, and has a limit of its own', () => {
    const policies = template('returning').findResources('AWS::IAM::Policy');
    const [, policy] = Object.entries(policies).find(([id]) => id.startsWith('ReturnPageRole')) ?? [];
    const actions = policy?.Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string }) => Action,
    );
    expect(actions.sort()).toEqual([
      'dynamodb:GetItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const functions = template('returning').findResources('AWS::Lambda::Function');
    const [, page] = Object.entries(functions).find(([id]) => id.startsWith('ReturnPage')) ?? [];
    expect(Object.keys(page?.Properties.Environment.Variables)).toEqual(['PAYMENTS_TABLE']);
    const [stage] = ofType('returning', 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties.RouteSettings).toHaveProperty(['GET /return/{id}'], {
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    });
  });
});

describe('callers with tokens', () => {
  it('are believed of one issuer, for these audiences, with the scope of the route', () => {
    const [authorizer, ...more] = ofType('jwt', 'AWS::ApiGatewayV2::Authorizer');
    expect(more).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: ['shop', 'app'], Issuer: 'https://id.example.com' },
    });
    const scopes = ofType('jwt', 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
      Properties.RouteKey,
      Properties.AuthorizationScopes,
    ]);
    expect(Object.fromEntries(scopes)).toEqual({
      'POST /payment-links': ['payment-links/create'],
      'GET /payment-links/{reference}': ['payment-links/read'],
      'GET /payment-links/{reference}/qr-code': ['payment-links/read'],
      'POST /payment-links/{reference}/refresh': ['payment-links/refresh'],
      'POST /payment-links/{reference}/cancel': ['payment-links/cancel'],
      'POST /payment-links/{reference}/refunds': ['payment-links/refund'],
      'POST /payment-links/{reference}/orders/{providerReference}/resolution': ['payment-links/refund'],
      'POST /payment-links/{reference}/refunds/{refundReference}/resolution': ['payment-links/refund'],
      'POST /ipn': undefined,
    });
  });
});

describe('a domain name of one’s own', () => {
  it('is the only way in, and the address that notices are sent to', () => {
    template('domain').hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    template('domain').hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'pay.example.com',
    });
    expect(ofType('domain', 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    const { Outputs } = template('domain').toJSON();
    expect(Outputs.ApiUrl.Value).toBe('https://pay.example.com');
    expect(Outputs.IpnUrl.Value).toBe('https://pay.example.com/ipn');
    expect(Outputs).toHaveProperty('DomainTarget');
    const withUrl = ofType('domain', 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.Environment?.Variables.PUBLIC_URL === 'https://pay.example.com',
    );
    expect(withUrl).toHaveLength(6);
  });
});

describe('a fixed address towards Pockyt', () => {
  it('is that of every function that calls it, and of no other', () => {
    const functions = template('vpc').findResources('AWS::Lambda::Function');
    const inside = Object.entries(functions).filter(([, { Properties }]) => Properties.VpcConfig);
    expect(inside.map(([id]) => nameOf(id)).sort()).toEqual([
      'CancelLinkFunction',
      'CreateLinkFunction',
      'IpnWebhookFunction',
      'ReconcileFunction',
      'RefreshLinkFunction',
      'RefundFunction',
      'ResolutionFunction',
    ]);
    expect(ofType('vpc', 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(ofType('vpc', 'AWS::EC2::EIP')).toHaveLength(1);
    expect(template('vpc').toJSON().Outputs.EgressAddress.Value).toHaveProperty('Ref');
    for (const { Properties } of ofType('vpc', 'AWS::EC2::SecurityGroup')) {
      expect(Properties.SecurityGroupIngress).toBeUndefined();
      expect(Properties.SecurityGroupEgress).toMatchObject([
        { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
      ]);
    }
    expect(ofType('sandbox', 'AWS::EC2::VPC')).toEqual([]);
  });

  it('comes with the other settings of that stage', () => {
    template('vpc').hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 20 });
    const [stage] = ofType('vpc', 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties.RouteSettings).toMatchObject({
      'POST /ipn': { ThrottlingRateLimit: 300, ThrottlingBurstLimit: 600 },
      'POST /payment-links': { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
    for (const { Properties } of ofType('vpc', 'AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBe(365);
    for (const table of ofType('vpc', 'AWS::DynamoDB::Table')) expect(table.DeletionPolicy).toBe('Retain');
  });
});

describe('what an upgrade must never replace', () => {
  /** Properties whose change makes CloudFormation put a new, empty resource in place of the old one. */
  const FIXED: Readonly<Record<string, readonly string[]>> = {
    'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
    'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString'],
  };

  it('is what it was: see the committed list', () => {
    const kept = Object.entries(FIXED).flatMap(([type, properties]) =>
      Object.entries(template('production').findResources(type)).map(([id, { Properties }]) => [
        id,
        { type, ...Object.fromEntries(properties.map((name) => [name, Properties[name]])) },
      ]),
    );
    const committed = JSON.parse(readFileSync('test/infra/never-replaced.json', 'utf8'));
    expect(JSON.parse(JSON.stringify(Object.fromEntries(kept)))).toEqual(committed);
  });
});
