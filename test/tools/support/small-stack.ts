// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's.
import type { Template } from '#tools/cdk-local/assembly/template.ts';

/** A small stack in the form that the CDK writes: a function with every kind of reference, a route with an authorizer. */
export function smallStack(): {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
} & Omit<Template, 'Resources'> {
  return {
    Parameters: { BootstrapVersion: { Default: '/cdk-bootstrap/hnb659fds/version' } },
    Resources: {
      Payments: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [
            { AttributeName: 'reference', AttributeType: 'S' },
            { AttributeName: 'dueShard', AttributeType: 'S' },
            { AttributeName: 'dueAt', AttributeType: 'S' },
          ],
          KeySchema: [{ AttributeName: 'reference', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [
            {
              IndexName: 'due',
              KeySchema: [
                { AttributeName: 'dueShard', KeyType: 'HASH' },
                { AttributeName: 'dueAt', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      Unmatched: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          TableName: { 'Fn::Sub': 'unmatched-${AWS::Region}' },
          AttributeDefinitions: [{ AttributeName: 'reference', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'reference', KeyType: 'HASH' }],
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          Replicas: [{ Region: { Ref: 'AWS::Region' } }],
        },
      },
      Credentials: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'shop/credentials' } },
      ApiKeys: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { GenerateSecretString: { SecretStringTemplate: '{}', GenerateStringKey: 'default' } },
      },
      CreateRole: { Type: 'AWS::IAM::Role', Properties: { Path: { 'Fn::ImportValue': 'not read' } } },
      Create: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: 'create.zip' },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['CreateRole', 'Arn'] },
          Runtime: 'nodejs24.x',
          Timeout: 20,
          MemorySize: 512,
          LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'CreateLogs' } },
          Environment: {
            Variables: {
              STAGE: 'local',
              PAYMENTS_TABLE: { Ref: 'Payments' },
              PAYMENTS_ARN: { 'Fn::GetAtt': ['Payments', 'Arn'] },
              UNMATCHED_TABLE: { Ref: 'Unmatched' },
              CREDENTIALS_SECRET: { Ref: 'Credentials' },
              SECRET_NAME: {
                'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': 'Credentials.Id' }] }],
              },
              JOINED: { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Partition' }, { Ref: 'AWS::NoValue' }, 'b']] },
              SUBSTITUTED: {
                'Fn::Sub': [
                  '${name}-${AWS::StackName}-${Payments.Arn}-${!kept}',
                  { name: { Ref: 'Payments' } },
                ],
              },
              VERSION: { Ref: 'BootstrapVersion' },
              ABSENT: { Ref: 'AWS::NoValue' },
            },
          },
        },
      },
      CreateLogs: { Type: 'AWS::Logs::LogGroup' },
      Authorize: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Key: 'authorize.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'payment links' } },
      Keys: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          AuthorizerType: 'REQUEST',
          AuthorizerPayloadFormatVersion: '2.0',
          EnableSimpleResponses: true,
          AuthorizerResultTtlInSeconds: 300,
          IdentitySource: ['$request.header.Authorization'],
          AuthorizerUri: {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':apigateway:us-east-1:lambda:path/2015-03-31/functions/',
                { 'Fn::GetAtt': ['Authorize', 'Arn'] },
                '/invocations',
              ],
            ],
          },
        },
      },
      EveryMinute: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
          Targets: [
            {
              Arn: { 'Fn::GetAtt': ['Create', 'Arn'] },
              Id: 'Target0',
              RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
            },
          ],
        },
      },
      CreateOnEvent: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: { Ref: 'Create' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
      },
      CreateIntegration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Create', 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
      CreateRoute: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          RouteKey: 'POST /payment-links',
          AuthorizationType: 'CUSTOM',
          AuthorizerId: { Ref: 'Keys' },
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'CreateIntegration' }]] },
        },
      },
      NoticeRoute: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          RouteKey: 'POST /ipn',
          AuthorizationType: 'NONE',
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'CreateIntegration' }]] },
        },
      },
    },
  };
}
