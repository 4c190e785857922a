import { nameOf, ofType, type Resource, synthesize } from '#tools/harness/template.ts';

const stack = synthesize();
const roles = ofType(stack, 'AWS::IAM::Role');
const policies = ofType(stack, 'AWS::IAM::Policy');

/** What a role may do, as sorted lines: `Allow dynamodb:GetItem on TablesPayments.Arn`. */
function rightsOf(role: string): string[] {
  return Object.values(policies)
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => nameOf(Ref) === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement.map(line))
    .sort();
}

// biome-ignore lint/suspicious/noExplicitAny: a statement as it is in the template
function line({ Effect, Action, Resource: resource, ...rest }: any): string {
  const more = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return `${Effect} ${[Action].flat().sort().join(' ')} on ${[resource].flat().map(target).join(' ')}${more}`;
}

function target(resource: string | { Ref: string } | { 'Fn::GetAtt': [string, string] }): string {
  if (typeof resource === 'string') return resource;
  if ('Ref' in resource) return nameOf(resource.Ref);
  if ('Fn::Join' in resource) return (resource['Fn::Join'] as [string, never[]])[1].map(target).join('');
  return resource['Fn::GetAtt'] ? `${nameOf(resource['Fn::GetAtt'][0])}.Arn` : JSON.stringify(resource);
}

const TRACES = 'Allow xray:PutTelemetryRecords xray:PutTraceSegments on *';
const READ_CREDENTIALS = 'Allow secretsmanager:GetSecretValue on SecretsCredentials';

const USE_PAYMENTS = 'Allow dynamodb:GetItem dynamodb:PutItem on TablesPayments.Arn';

const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  CreateLink: [USE_PAYMENTS, READ_CREDENTIALS],
  GetLink: ['Allow dynamodb:GetItem on TablesPayments.Arn'],
  RefreshLink: [USE_PAYMENTS, READ_CREDENTIALS],
  CancelLink: [USE_PAYMENTS, READ_CREDENTIALS],
  Refund: [USE_PAYMENTS, READ_CREDENTIALS],
  Resolution: [USE_PAYMENTS, READ_CREDENTIALS],
  QrCode: ['Allow dynamodb:GetItem on TablesPayments.Arn'],
  IpnWebhook: [USE_PAYMENTS, 'Allow dynamodb:PutItem on TablesUnmatched.Arn', READ_CREDENTIALS],
  Reconcile: [
    USE_PAYMENTS,
    'Allow dynamodb:Query on TablesPayments.Arn/index/DueIndex',
    'Allow dynamodb:DeleteItem dynamodb:Query on TablesUnmatched.Arn',
    READ_CREDENTIALS,
  ],
  Authorize: ['Allow secretsmanager:GetSecretValue on SecretsApiKeys'],
};

describe('what the functions may do', () => {
  it.each(Object.entries(RIGHTS))('%s: its own data, its own log, and traces', (name, rights) => {
    const log = `Allow logs:CreateLogStream logs:PutLogEvents on ${name}Logs.Arn`;
    expect(rightsOf(`${name}Role`)).toEqual([...rights, log, TRACES].sort());
  });

  it('is the role of that function', () => {
    for (const name of Object.keys(RIGHTS)) {
      const { Role } = stack.resources.get(`${name}Function`)?.Properties ?? {};
      expect(nameOf(Role['Fn::GetAtt'][0])).toBe(`${name}Role`);
    }
  });

  it('stands in those policies and nowhere else; the role of the pipe has its own test', () => {
    const { EventsPipeRole, ...functionRoles } = roles;
    const { EventsPipeRoleDefaultPolicy, ...functionPolicies } = policies;
    expect(Object.keys(functionRoles).sort()).toEqual(
      Object.keys(RIGHTS)
        .map((name) => `${name}Role`)
        .sort(),
    );
    expect(Object.keys(functionPolicies)).toHaveLength(Object.keys(RIGHTS).length);
    for (const { Properties } of Object.values(functionRoles)) {
      // No managed and no inline policies; only Lambda may take the role.
      expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
    const granting = [...stack.resources.values()].filter(grants).map(({ Type }) => Type);
    expect(new Set(granting)).toEqual(
      new Set([
        'AWS::IAM::Role',
        'AWS::IAM::Policy',
        'AWS::Lambda::Permission',
        // EventBridge may write its example's log, CloudWatch its alarms; and nobody may use the queue without TLS.
        'AWS::Logs::ResourcePolicy',
        'AWS::SNS::TopicPolicy',
        'AWS::SQS::QueuePolicy',
      ]),
    );
  });

  it.each([
    ['its schedule', stack],
    ['its schedules, however many', synthesize({ reconcilers: 32 })],
  ])('is asked of them by API Gateway alone, for this API, and of reconciliation by %s', (_, stack) => {
    const permissions = Object.values(ofType(stack, 'AWS::Lambda::Permission'));
    const [byClock, ...more] = permissions.filter(
      ({ Properties }) => Properties.Principal === 'events.amazonaws.com',
    );
    expect(more).toEqual([]);
    expect(nameOf(byClock?.Properties.FunctionName['Fn::GetAtt'][0])).toBe('ReconcileFunction');
    const rules = byClock?.Properties.SourceArn['Fn::Join'][1].at(-1);
    expect(rules).toBe(':rule/payment-links-dev-reconcile-*');
    const byApi = permissions.filter((permission) => permission !== byClock);
    expect(byApi).toHaveLength(10);
    for (const { Properties } of byApi) {
      expect(Properties.Action).toBe('lambda:InvokeFunction');
      expect(Properties.Principal).toBe('apigateway.amazonaws.com');
      const api = Properties.SourceArn['Fn::Join'][1].find(
        (part: { Ref?: string }) => nameOf(part.Ref ?? '') === 'ApiHttp',
      );
      expect(api).toBeDefined();
    }
  });
});

function grants({ Type, Properties }: Resource): boolean {
  return /Policy|Permission|Role/.test(Type) || JSON.stringify(Properties).includes('PolicyDocument');
}
