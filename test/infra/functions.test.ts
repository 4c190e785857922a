import { nameOf, ofType, synthesize } from './synthesize.ts';

const stack = synthesize({ timeout: '30' });
const functions = ofType(stack, 'AWS::Lambda::Function');

const PAYMENTS_TABLE = 'TablesPayments';
const CREDENTIALS_SECRET = 'SecretsCredentials';
const ENVIRONMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateLinkFunction: {
    POCKYT_ENVIRONMENT: 'sandbox',
    LINK_TIMEOUT_MINUTES: '30',
    PAYMENTS_TABLE,
    CREDENTIALS_SECRET,
  },
  GetLinkFunction: { PAYMENTS_TABLE },
  QrCodeFunction: { PAYMENTS_TABLE },
  IpnWebhookFunction: {
    POCKYT_ENVIRONMENT: 'sandbox',
    PAYMENTS_TABLE,
    UNMATCHED_TABLE: 'TablesUnmatched',
    CREDENTIALS_SECRET,
  },
  AuthorizeFunction: { API_KEYS_SECRET: 'SecretsApiKeys' },
};

/** A function's variables, with the name of a resource in place of a reference to it. */
function environmentOf(of: typeof stack, name: string): Record<string, string> {
  const variables: Record<string, string | { Ref: string }> =
    of.resources.get(name)?.Properties.Environment.Variables;
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : nameOf(value.Ref),
    ]),
  );
}

describe('the functions', () => {
  it('are these', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(ENVIRONMENTS).sort());
  });

  it.each(Object.keys(ENVIRONMENTS))('%s runs as all do', (name) => {
    expect(functions[name]?.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
    });
    const { LogGroup } = functions[name]?.Properties.LoggingConfig ?? {};
    expect(nameOf(LogGroup.Ref)).toBe(name.replace('Function', 'Logs'));
  });

  it.each(Object.entries(ENVIRONMENTS))('%s gets its settings and no other', (name, environment) => {
    expect(environmentOf(stack, name)).toEqual(environment);
  });

  it('tells a new link the settings that may be left out', () => {
    const callbackUrl = 'https://shop.example.com/back?status={status}';
    const publicUrl = 'https://pay.example.com';
    const configured = synthesize({ callbackUrl, publicUrl, environment: 'production' });
    expect(environmentOf(configured, 'CreateLinkFunction')).toMatchObject({
      DEFAULT_CALLBACK_URL: callbackUrl,
      PUBLIC_URL: publicUrl,
      POCKYT_ENVIRONMENT: 'production',
      LINK_TIMEOUT_MINUTES: '120',
    });
    expect(environmentOf(configured, 'IpnWebhookFunction').POCKYT_ENVIRONMENT).toBe('production');
  });

  it('gives creating a link more time than Pockyt has to answer, and the authorizer less than API Gateway', () => {
    const timeouts = Object.fromEntries(
      Object.entries(functions).map(([name, { Properties }]) => [name, Properties.Timeout]),
    );
    expect(timeouts).toEqual({
      CreateLinkFunction: 20,
      GetLinkFunction: 10,
      QrCodeFunction: 10,
      IpnWebhookFunction: 10,
      AuthorizeFunction: 5,
    });
  });
});
