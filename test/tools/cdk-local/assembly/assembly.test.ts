import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeAssembly } from '#test/tools/support/assembly.ts';
import { smallStack } from '#test/tools/support/small-stack.ts';
import { readAssembly, readTemplate } from '#tools/cdk-local/assembly/assembly.ts';
import type { Template } from '#tools/cdk-local/assembly/template.ts';

const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-Payments';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop/credentials-Local0';

/** Reads the small stack after a change of one resource's properties. */
function read(change?: (resources: ReturnType<typeof smallStack>['Resources']) => void) {
  const template = smallStack();
  change?.(template.Resources);
  return readTemplate(template as Template, 'shop', (objectKey) => `/assets/${objectKey}`);
}

function set(id: string, properties: Record<string, unknown>) {
  return (resources: ReturnType<typeof smallStack>['Resources']) => {
    Object.assign(resources[id]!.Properties!, properties);
  };
}

const variable = (value: unknown) => set('Create', { Environment: { Variables: { VALUE: value } } });

/** Adds a pipe from the payments' stream to a bus, changed. */
function pipe(changed: Record<string, unknown> = {}) {
  return (resources: ReturnType<typeof smallStack>['Resources']) => {
    const Properties = {
      Source: { 'Fn::GetAtt': ['Payments', 'StreamArn'] },
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"a":[{"exists":true}]}}' }] },
      },
      TargetParameters: {
        InputTemplate: '{}',
        EventBridgeEventBusParameters: { DetailType: '$.kind', Source: 'shop' },
      },
      ...changed,
    };
    resources.Pipe = { Type: 'AWS::Pipes::Pipe', Properties };
  };
}

const STACK = { type: 'aws:cloudformation:stack' };

describe('reading a template', () => {
  it('gives functions with their environment evaluated', () => {
    const [create, authorize] = read().functions;
    expect(create).toEqual({
      id: 'Create',
      name: 'shop-Create',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:shop-Create',
      codeFolder: '/assets/create.zip',
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      timeout: 20,
      memory: 512,
      logGroup: 'shop-CreateLogs',
      logFormat: 'JSON',
      environment: {
        STAGE: 'local',
        PAYMENTS_TABLE: 'shop-Payments',
        PAYMENTS_ARN: TABLE_ARN,
        UNMATCHED_TABLE: 'unmatched-us-east-1',
        CREDENTIALS_SECRET: SECRET_ARN,
        SECRET_NAME: 'shop/credentials-Local0',
        JOINED: 'a/aws/b',
        SUBSTITUTED: `shop-Payments-shop-${TABLE_ARN}-\${kept}`,
        VERSION: '/cdk-bootstrap/hnb659fds/version',
      },
    });
    expect(authorize).toMatchObject({ timeout: 3, memory: 128, logFormat: 'Text', environment: {} });
  });

  it('gives routes with their function and authorizer', () => {
    expect(read().api).toEqual({
      id: 'Api',
      routes: [
        {
          key: 'POST /payment-links',
          method: 'POST',
          path: '/payment-links',
          functionId: 'Create',
          timeout: 30_000,
          authorizer: {
            id: 'Keys',
            functionId: 'Authorize',
            identitySource: ['$request.header.Authorization'],
            cacheSeconds: 300,
          },
        },
        { key: 'POST /ipn', method: 'POST', path: '/ipn', functionId: 'Create', timeout: 30_000 },
      ],
    });
  });

  it('gives tables and secrets', () => {
    const { tables, secrets } = read();
    expect(tables).toEqual([
      {
        id: 'Payments',
        name: 'shop-Payments',
        arn: TABLE_ARN,
        attributes: [
          { AttributeName: 'reference', AttributeType: 'S' },
          { AttributeName: 'dueShard', AttributeType: 'S' },
          { AttributeName: 'dueAt', AttributeType: 'S' },
        ],
        keySchema: [{ AttributeName: 'reference', KeyType: 'HASH' }],
        indexes: [
          {
            IndexName: 'due',
            KeySchema: [
              { AttributeName: 'dueShard', KeyType: 'HASH' },
              { AttributeName: 'dueAt', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        stream: 'NEW_AND_OLD_IMAGES',
      },
      {
        id: 'Unmatched',
        name: 'unmatched-us-east-1',
        arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/unmatched-us-east-1',
        attributes: [{ AttributeName: 'reference', AttributeType: 'S' }],
        keySchema: [{ AttributeName: 'reference', KeyType: 'HASH' }],
        indexes: [],
        timeToLive: 'expiresAt',
      },
    ]);
    expect(secrets).toEqual([
      { id: 'Credentials', name: 'shop/credentials', arn: SECRET_ARN, generated: false },
      expect.objectContaining({ id: 'ApiKeys', name: 'shop-ApiKeys', generated: true }),
    ]);
  });

  it('gives the schedules with their function', () => {
    expect(read().schedules).toEqual([
      {
        id: 'EveryMinute',
        arn: 'arn:aws:events:us-east-1:000000000000:rule/shop-EveryMinute',
        functionId: 'Create',
        seconds: 60,
      },
    ]);
  });

  it('gives the pipes with the table whose stream they read', () => {
    expect(read(pipe()).pipes).toEqual([
      {
        id: 'Pipe',
        table: 'shop-Payments',
        filters: ['{"dynamodb":{"a":[{"exists":true}]}}'],
        inputTemplate: '{}',
        source: 'shop',
        detailType: '$.kind',
      },
    ]);
  });

  it.each([
    ['text', '{"shards":[0,1]}', { shards: [0, 1] }],
    ['nothing', undefined, undefined],
    [
      'a reference in it',
      { 'Fn::Join': ['', ['{"table":"', { Ref: 'Payments' }, '"}']] },
      { table: 'shop-Payments' },
    ],
  ])('gives a rule’s own input, when that is %s', (_what, Input, input) => {
    const Targets = [{ Arn: { 'Fn::GetAtt': ['Create', 'Arn'] }, Id: 'a', Input }];
    const [schedule] = read(set('EveryMinute', { Targets: JSON.parse(JSON.stringify(Targets)) })).schedules;
    expect(schedule?.input).toEqual(input);
  });

  it.each([
    ['rate(5 minutes)', 300],
    ['rate(1 hour)', 3600],
    ['rate(2 days)', 172_800],
  ])('reads a period of %s', (ScheduleExpression, seconds) => {
    expect(read(set('EveryMinute', { ScheduleExpression })).schedules).toMatchObject([{ seconds }]);
  });

  it.each([
    [
      'a type that it does not serve',
      (all) => Object.assign(all.Api!, { Type: 'AWS::Kinesis::Stream' }),
      /cannot serve Api, of type AWS::Kinesis::Stream/,
    ],
    [
      'an intrinsic function',
      variable({ 'Fn::ImportValue': 'x' }),
      /Create.Environment uses Fn::ImportValue/,
    ],
    ['a reference to nothing', variable({ Ref: 'Nothing' }), /refers to Nothing/],
    [
      'a reference to a type without a local name',
      variable({ Ref: 'CreateRole' }),
      /Ref of CreateRole.*AWS::IAM::Role/,
    ],
    ['an attribute', variable({ 'Fn::GetAtt': ['Payments', 'TableId'] }), /TableId of Payments/],
    [
      'code that is no asset',
      set('Create', { Code: { ZipFile: 'exports.handler = 1' } }),
      /Create has no code in an asset/,
    ],
    ['another runtime', set('Create', { Runtime: 'python3.13' }), /Create has the runtime python3.13/],
    [
      'another kind of API',
      set('Api', { ProtocolType: 'WEBSOCKET' }),
      /ProtocolType HTTP only; Api has "WEBSOCKET"/,
    ],
    ['CORS', set('Api', { CorsConfiguration: { AllowOrigins: ['*'] } }), /CorsConfiguration absent only/],
    [
      'another integration',
      set('CreateIntegration', { IntegrationType: 'HTTP_PROXY' }),
      /IntegrationType AWS_PROXY only/,
    ],
    [
      'another payload',
      set('CreateIntegration', { PayloadFormatVersion: '1.0' }),
      /PayloadFormatVersion 2.0 only/,
    ],
    [
      'an integration with no function',
      set('CreateIntegration', { IntegrationUri: 'https://a.example' }),
      /leads to no function/,
    ],
    [
      'a route with no integration',
      set('NoticeRoute', { Target: 'integrations/none' }),
      /POST \/ipn has no integration/,
    ],
    [
      'another authorization',
      set('CreateRoute', { AuthorizationType: 'AWS_IAM' }),
      /AuthorizationType CUSTOM only/,
    ],
    [
      'an authorizer that is not there',
      set('CreateRoute', { AuthorizerId: 'none' }),
      /CreateRoute names an authorizer/,
    ],
    ['another authorizer', set('Keys', { AuthorizerType: 'JWT' }), /AuthorizerType REQUEST only/],
    ['policy responses', set('Keys', { EnableSimpleResponses: false }), /EnableSimpleResponses true only/],
    [
      'another identity',
      set('Keys', { IdentitySource: ['$context.httpMethod'] }),
      /identity source \$context.httpMethod/,
    ],
    [
      'a schedule by the calendar',
      set('EveryMinute', { ScheduleExpression: 'cron(0 8 * * ? *)' }),
      /EveryMinute is no rate/,
    ],
    [
      'a schedule that is switched off',
      set('EveryMinute', { State: 'DISABLED' }),
      /EveryMinute is not enabled/,
    ],
    [
      'an event that is cut out of another',
      set('EveryMinute', {
        Targets: [{ Arn: { 'Fn::GetAtt': ['Create', 'Arn'] }, Id: 'a', InputPath: '$' }],
      }),
      /EveryMinute has a target with InputPath/,
    ],
    [
      'an input that is no JSON',
      set('EveryMinute', { Targets: [{ Arn: { 'Fn::GetAtt': ['Create', 'Arn'] }, Id: 'a', Input: '{' }] }),
      /EveryMinute has an Input that is no JSON/,
    ],
    [
      'a target that is no function',
      set('EveryMinute', { Targets: [{ Arn: { 'Fn::GetAtt': ['Payments', 'Arn'] }, Id: 'a' }] }),
      /EveryMinute has a target that is no function/,
    ],
    [
      'a pipe from elsewhere',
      pipe({ Source: { 'Fn::GetAtt': ['Payments', 'Arn'] } }),
      /Pipe has a source that is no table's stream/,
    ],
    [
      'a pipe that passes everything',
      pipe({ SourceParameters: {} }),
      /only one with a filter and an event bus/,
    ],
    [
      'a pipe that passes some values',
      pipe({
        SourceParameters: {
          FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"a":[{"prefix":"b"}]}}' }] },
        },
      }),
      /Pipe has the filter .*"prefix":"b"/,
    ],
    ['a pipe to a function', pipe({ TargetParameters: {} }), /only one with a filter and an event bus/],
    ['local indexes', set('Payments', { LocalSecondaryIndexes: [{}] }), /Payments has LocalSecondaryIndexes/],
  ] as [string, Parameters<typeof read>[0], RegExp][])('refuses %s by name', (_what, change, message) => {
    expect(() => read(change)).toThrow(message);
  });
});

describe('reading an assembly', () => {
  const CODE = { 'create.zip': '', 'authorize.zip': '' };

  it('finds the stack, and the folder of each function in its assets', () => {
    const folder = writeAssembly(smallStack(), CODE);
    const { stack, functions } = readAssembly(folder);
    expect(stack).toBe('shop');
    expect(functions.map(({ codeFolder }) => codeFolder)).toEqual([
      path.join(folder, 'asset.create.zip'),
      path.join(folder, 'asset.authorize.zip'),
    ]);
  });

  it.each([
    ['none', {}],
    ['shop, other', { shop: STACK, other: STACK }],
  ])('refuses an assembly without exactly one stack: %s', (names, artifacts) => {
    const folder = writeAssembly(smallStack(), CODE);
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    expect(() => readAssembly(folder)).toThrow(`has: ${names}.`);
  });

  it('says which asset is missing', () => {
    const folder = writeAssembly(smallStack(), { 'create.zip': '' });
    expect(() => readAssembly(folder)).toThrow('uploaded as authorize.zip');
  });

  it('says which file cannot be read', () => {
    expect(() => readAssembly('/nonexistent')).toThrow(/\/nonexistent\/manifest.json cannot be read/);
  });
});
