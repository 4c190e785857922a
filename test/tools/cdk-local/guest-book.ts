import { writeAssembly } from '../support/assembly.ts';

/** Talks to AWS as an SDK does, with no package: a sandbox has none but those in its bundle. */
const AWS = `
const call = async (endpoint, target, body) => {
  const response = await fetch(process.env[endpoint], {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20260501T120000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260501/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
};
const dynamoDb = (operation, body) => call('AWS_ENDPOINT_URL_DYNAMODB', 'DynamoDB_20120810.' + operation, body);
const secretsManager = (operation, body) => call('AWS_ENDPOINT_URL_SECRETS_MANAGER', 'secretsmanager.' + operation, body);
const TableName = process.env.ENTRIES;
`;

const SIGN = `${AWS}
export const handler = async ({ body }) => {
  const { id, name } = JSON.parse(body);
  await dynamoDb('PutItem', { TableName, Item: { id: { S: id }, name: { S: name }, told: { S: 'Signed' } } });
  return { statusCode: 201 };
};`;

const READ = `${AWS}
export const handler = async ({ pathParameters }) => {
  const { Item } = await dynamoDb('GetItem', { TableName, Key: { id: { S: pathParameters.id } } });
  if (Item === undefined) return { statusCode: 404 };
  return { statusCode: 200, body: Item.name.S + ' was at ' + process.env.PLACE };
};`;

const GATE = `${AWS}
export const handler = async ({ identitySource: [word] }) => {
  const { SecretString } = await secretsManager('GetSecretValue', { SecretId: process.env.WORD });
  return { isAuthorized: word === SecretString };
};`;

const TIDY = `
export const handler = async (event) => console.log('tidied: ' + JSON.stringify(event));
`;

const FUNCTIONS = { Sign: SIGN, Read: READ, Gate: GATE, Tidy: TIDY };

type Properties = Record<string, unknown>;
type Resources = Record<string, { Type: string; Properties?: Properties }>;

/**
 * A stack that has nothing to do with payments, with something of everything that is served: two routes, one behind an
 * authorizer that reads a secret, a table with a stream, a pipe and a schedule.
 */
export function guestBook(): Resources {
  const resources: Resources = {
    Entries: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      },
    },
    Word: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'guest-book/word' } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'guest-book' } },
    Told: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        Source: { 'Fn::GetAtt': ['Entries', 'StreamArn'] },
        SourceParameters: {
          FilterCriteria: {
            Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"told":{"S":[{"exists":true}]}}}}' }],
          },
        },
        Target: { 'Fn::GetAtt': ['Bus', 'Arn'] },
        TargetParameters: {
          InputTemplate: '{"by":"<$.dynamodb.NewImage.name.S>"}',
          EventBridgeEventBusParameters: {
            DetailType: '$.dynamodb.NewImage.told.S',
            Source: 'guest-book',
          },
        },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'guest book' } },
    WithWord: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        AuthorizerType: 'REQUEST',
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: 0,
        IdentitySource: ['$request.header.Word'],
        AuthorizerUri: { 'Fn::GetAtt': ['Gate', 'Arn'] },
      },
    },
    SignRoute: route('POST /entries', 'Sign', {
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'WithWord' },
    }),
    ReadRoute: route('GET /entries/{id}', 'Read', { AuthorizationType: 'NONE' }),
    EveryHour: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        Targets: [{ Arn: { 'Fn::GetAtt': ['Tidy', 'Arn'] }, Id: 'Tidy' }],
      },
    },
  };
  for (const id of Object.keys(FUNCTIONS)) {
    resources[id] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: `${id}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 10,
        Environment: { Variables: { ENTRIES: { Ref: 'Entries' }, WORD: { Ref: 'Word' }, PLACE: 'home' } },
      },
    };
    resources[`${id}Integration`] = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [id, 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    };
  }
  return resources;
}

function route(RouteKey: string, functionId: string, authorization: Properties) {
  const Target = { 'Fn::Join': ['', ['integrations/', { Ref: `${functionId}Integration` }]] };
  return { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey, Target, ...authorization } };
}

/** Writes it as a synthesised assembly, with these functions in place of its own. Gives the folder. */
export function writeGuestBook(
  resources = guestBook(),
  functions: Partial<Record<keyof typeof FUNCTIONS, string>> = {},
): string {
  const sources = Object.entries({ ...FUNCTIONS, ...functions });
  return writeAssembly(
    { Resources: resources },
    Object.fromEntries(sources.map(([id, source]) => [`${id}.zip`, source])),
  );
}
