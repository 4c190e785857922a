import { DUE_SHARDS } from '#shared/payments/store.ts';
import { nameOf, ofType, synthesize } from '#tools/harness/template.ts';

const stack = synthesize({ timeout: 30 });
const functions = ofType(stack, 'AWS::Lambda::Function');

const PAYMENTS_TABLE = 'TablesPayments';
const CREDENTIALS_SECRET = 'SecretsCredentials';
const ENVIRONMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateLinkFunction: {
    POCKYT_ENVIRONMENT: 'sandbox',
    LINK_TIMEOUT_MINUTES: '30',
    CHECK_DELAYS: '60,300,900,3600',
    PAID_CHECKS: '86400,604800,2592000,7776000',
    PAYMENTS_TABLE,
    CREDENTIALS_SECRET,
  },
  GetLinkFunction: { PAYMENTS_TABLE },
  RefreshLinkFunction: { POCKYT_ENVIRONMENT: 'sandbox', PAYMENTS_TABLE, CREDENTIALS_SECRET },
  CancelLinkFunction: { POCKYT_ENVIRONMENT: 'sandbox', PAYMENTS_TABLE, CREDENTIALS_SECRET },
  RefundFunction: { POCKYT_ENVIRONMENT: 'sandbox', PAYMENTS_TABLE, CREDENTIALS_SECRET },
  ResolutionFunction: { POCKYT_ENVIRONMENT: 'sandbox', PAYMENTS_TABLE, CREDENTIALS_SECRET },
  ReconcileFunction: {
    POCKYT_ENVIRONMENT: 'sandbox',
    PAYMENTS_TABLE,
    DUE_INDEX: 'DueIndex',
    UNMATCHED_TABLE: 'TablesUnmatched',
    CREDENTIALS_SECRET,
  },
  QrCodeFunction: { PAYMENTS_TABLE },
  IpnWebhookFunction: {
    POCKYT_ENVIRONMENT: 'sandbox',
    CONFIRM_NOTICES: 'on',
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
    const configured = synthesize({
      callbackUrl,
      publicUrl,
      environment: 'production',
      checkDelays: [2, 5],
      paidChecks: [2, 365],
      confirmNotices: false,
    });
    expect(environmentOf(configured, 'CreateLinkFunction')).toMatchObject({
      DEFAULT_CALLBACK_URL: callbackUrl,
      PUBLIC_URL: publicUrl,
      POCKYT_ENVIRONMENT: 'production',
      LINK_TIMEOUT_MINUTES: '120',
      CHECK_DELAYS: '2,5',
      PAID_CHECKS: '172800,31536000',
    });
    expect(environmentOf(configured, 'IpnWebhookFunction')).toMatchObject({
      POCKYT_ENVIRONMENT: 'production',
      CONFIRM_NOTICES: 'off',
    });
  });

  it('sends no traces where they are switched off', () => {
    const untraced = ofType(synthesize({ tracing: false }), 'AWS::Lambda::Function');
    for (const { Properties } of Object.values(untraced)) expect(Properties.TracingConfig).toBeUndefined();
  });

  it('gives what asks Pockyt more time than its answers may take, and every caller an answer before API Gateway gives up', () => {
    const timeouts = Object.fromEntries(
      Object.entries(functions).map(([name, { Properties }]) => [name, Properties.Timeout]),
    );
    expect(timeouts).toEqual({
      CreateLinkFunction: 25,
      GetLinkFunction: 10,
      RefreshLinkFunction: 25,
      CancelLinkFunction: 25,
      RefundFunction: 25,
      ResolutionFunction: 25,
      IpnWebhookFunction: 25,
      QrCodeFunction: 10,
      AuthorizeFunction: 5,
      ReconcileFunction: 90,
    });
  });

  describe('runs reconciliation', () => {
    /** The scheduled rules by their names in the template. */
    const rulesOf = (of: typeof stack) =>
      Object.values(ofType(of, 'AWS::Events::Rule'))
        .map(({ Properties }) => Properties)
        .filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
    const shardsOf = (rule: (typeof rules)[number]): number[] => JSON.parse(rule.Targets[0].Input).shards;
    const rules = rulesOf(stack);
    const all = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

    it('every minute, and no run twice', () => {
      expect(rules).toHaveLength(1);
      expect(rules[0]).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
      const [target, ...more] = rules[0]?.Targets ?? [];
      expect(more).toEqual([]);
      expect(Object.keys(target).sort()).toEqual(['Arn', 'Id', 'Input', 'RetryPolicy']);
      expect(nameOf(target.Arn['Fn::GetAtt'][0])).toBe('ReconcileFunction');
      expect(target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
      const [invoke] = Object.values(ofType(stack, 'AWS::Lambda::EventInvokeConfig'));
      expect(invoke?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
      expect(nameOf(invoke?.Properties.FunctionName.Ref)).toBe('ReconcileFunction');
    });

    it.each([1, 2, 3, 7, 32])(
      'as %d reconcilers, among whom all shards are dealt out evenly',
      (reconcilers) => {
        const several = rulesOf(synthesize({ stage: 'shop', reconcilers }));
        const dealt = several.map(shardsOf);
        expect(dealt).toHaveLength(reconcilers);
        expect(dealt.flat().sort((a, b) => a - b)).toEqual(all);
        const sizes = dealt.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const { ScheduleExpression, Targets, Name } of several) {
          expect(ScheduleExpression).toBe('rate(1 minute)');
          expect(Targets).toHaveLength(1);
          expect(nameOf(Targets[0].Arn['Fn::GetAtt'][0])).toBe('ReconcileFunction');
          expect(Name).toMatch(/^payment-links-shop-reconcile-\d+$/);
        }
      },
    );
  });
});
