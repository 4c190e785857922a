import { type Resource, synthesize } from '#tools/harness/template.ts';

const sandbox = synthesize();
const production = synthesize({ stage: 'shop', environment: 'production' });

const TABLES = ['TablesPayments', 'TablesUnmatched'];
const SECRETS = ['SecretsCredentials', 'SecretsApiKeys'];
const LOGS = [
  'CreateLinkLogs',
  'GetLinkLogs',
  'RefreshLinkLogs',
  'QrCodeLogs',
  'IpnWebhookLogs',
  'AuthorizeLogs',
  'CancelLinkLogs',
  'RefundLogs',
  'ResolutionLogs',
  'ReconcileLogs',
  'ApiAccessLog',
  'EventsLog',
  'EventsPipeLog',
];

function resource(stack: typeof sandbox, name: string): Resource {
  const found = stack.resources.get(name);
  if (!found) throw new Error(`The template has no ${name}: ${[...stack.resources.keys()].join(', ')}`);
  return found;
}

describe.each([
  ['sandbox', sandbox],
  ['production', production],
])('the tables of a %s', (_, stack) => {
  it.each(TABLES)('%s is encrypted, restorable to any second and paid by use', (name) => {
    expect(resource(stack, name).Properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('keeps payments by reference and streams their changes', () => {
    expect(resource(stack, 'TablesPayments').Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'reference', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(resource(stack, 'TablesPayments').Properties.TimeToLiveSpecification).toBeUndefined();
  });

  it('finds the payments that are due by an index of keys alone, in the order of their time', () => {
    const { AttributeDefinitions, GlobalSecondaryIndexes } = resource(stack, 'TablesPayments').Properties;
    expect(GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'DueIndex',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    for (const name of ['dueShard', 'dueAt']) {
      expect(AttributeDefinitions).toContainEqual({ AttributeName: name, AttributeType: 'S' });
    }
  });

  it('keeps unmatched notices by reference and notice, until they expire', () => {
    expect(resource(stack, 'TablesUnmatched').Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'reference', KeyType: 'HASH' },
        { AttributeName: 'noticeId', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});

describe('what happens to data at the end', () => {
  it.each(TABLES)('%s is protected and outlives the stack in production', (name) => {
    expect(resource(production, name)).toMatchObject({
      Properties: { DeletionProtectionEnabled: true },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it.each(TABLES)('%s goes with a sandbox', (name) => {
    expect(resource(sandbox, name)).toMatchObject({
      Properties: { DeletionProtectionEnabled: false },
      DeletionPolicy: 'Delete',
    });
  });

  it.each([...SECRETS, ...LOGS])(
    '%s outlives a production stack, but not a first deployment that fails',
    (name) => {
      expect(resource(production, name).DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(resource(sandbox, name).DeletionPolicy).toBe('Delete');
    },
  );

  it.each(LOGS)('%s forgets after half a year, in a sandbox after two weeks', (name) => {
    expect(resource(production, name).Properties.RetentionInDays).toBe(180);
    expect(resource(sandbox, name).Properties.RetentionInDays).toBe(14);
  });

  it('lists every table, secret and log group', () => {
    const types = ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'];
    const names = [...sandbox.resources].filter(([, { Type }]) => types.includes(Type)).map(([name]) => name);
    expect(names.sort()).toEqual([...TABLES, ...SECRETS, ...LOGS].sort());
  });

  it('protects a production stack itself', () => {
    expect(production.stack.terminationProtection).toBe(true);
    expect(sandbox.stack.terminationProtection).toBe(false);
  });
});

describe('the secrets', () => {
  it('gives the credentials no value: they are the merchant’s to put', () => {
    const { Properties } = resource(production, 'SecretsCredentials');
    expect(Object.keys(Properties).sort()).toEqual(['Description', 'Name']);
    expect(Properties.Name).toBe('payment-links/shop/pockyt-credentials');
  });

  it('generates one API key, always in the same way: a change would replace every key', () => {
    expect(resource(production, 'SecretsApiKeys').Properties).toMatchObject({
      Name: 'payment-links/shop/api-keys',
      GenerateSecretString: {
        SecretStringTemplate: '{}',
        GenerateStringKey: 'default',
        PasswordLength: 40,
        ExcludePunctuation: true,
        ExcludeCharacters: '0O1Il',
      },
    });
  });
});
