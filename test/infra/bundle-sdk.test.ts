import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import {
  type BundledFunction,
  LAMBDA_ENVIRONMENT,
  startBundledFunction,
} from '#tools/harness/bundles/bundled-function.ts';
import { type Endpoint, type Received, type Reply, startEndpoint } from '#tools/harness/bundles/endpoint.ts';
import { rightSignature, signatureOn, signedHeaders } from '#tools/harness/bundles/signature.ts';
import { failure, ok, tables } from '#tools/harness/bundles/tables.ts';

/**
 * The AWS SDK as it is in the bundles, without the parts that are left out. When one of these fails after a change of
 * the SDK's version, a line of infra/bundle/left-out-modules.ts or a stand-in no longer fits.
 */
let folder: string;
let dynamoDb: Endpoint;
let secretsManager: Endpoint;
/** Started by the first request, so that a test can say before how its secret is answered. */
let starting: Promise<BundledFunction> | undefined;
/** How DynamoDB and Secrets Manager answer; each test may say otherwise. */
let reply: { dynamoDb: (request: Received) => Reply; secretsManager: (request: Received) => Reply };
let references = 0;

const SECRET = ok({
  // Secrets Manager writes a moment as a number; real answers have this one.
  CreatedDate: 1_767_225_600.123,
  SecretString: JSON.stringify({ merchantNo: '200043', storeNo: '300014', token: 'a-token-of-nobody' }),
});
const RESET = () => 'reset' as const;
const BODY = { amount: '13', currency: 'PHP', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };

const bundle = (name: string) => join(folder, name, 'index.mjs');
const newReference = () => `sdk-${++references}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-sdk-test-'));
  await bundleFunctions({ outFolder: folder });
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  reply = { dynamoDb: tables(), secretsManager: () => SECRET };
  dynamoDb = await startEndpoint((request) => reply.dynamoDb(request));
  secretsManager = await startEndpoint((request) => reply.secretsManager(request));
  starting = undefined;
});
afterEach(async () => {
  await (await starting)?.stop();
  await Promise.all([dynamoDb.stop(), secretsManager.stop()]);
});

function create(): Promise<BundledFunction> {
  starting ??= startBundledFunction(bundle('create-link'), {
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
  });
  return starting;
}

const make = async (reference = newReference(), change: object = {}) =>
  (await create()).call({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...BODY, reference, ...change }),
  });
/** The first replies are these, the others as before. */
const first =
  (replies: readonly Reply[], rest: (request: Received) => Reply, queue = [...replies]) =>
  (request: Received): Reply =>
    queue.shift() ?? rest(request);
const logged = async (event: string) =>
  (await create())
    .lines()
    .map((line) => JSON.parse(line))
    .find((line) => line.event === event);

/** Nothing listens where Pockyt should be, so a request that got as far as that is a 502. */
const REACHED_POCKYT = 502;

describe('a call to AWS that fails', () => {
  it.each<[string, Reply[]]>([
    ['by a connection that breaks', ['reset', 'reset']],
    ['by throttling', [failure('ThrottlingException'), failure('ThrottlingException')]],
    ["by the table's limits", [failure('ProvisionedThroughputExceededException')]],
    ['by a fault of AWS', [failure('InternalServerError', {}, 500), failure('ServiceUnavailable', {}, 503)]],
  ])('%s is made again, under the same id', async (_, failures) => {
    reply = {
      dynamoDb: first(failures, reply.dynamoDb),
      secretsManager: first(failures, reply.secretsManager),
    };
    expect((await make()).statusCode).toBe(REACHED_POCKYT);
    for (const endpoint of [dynamoDb, secretsManager]) {
      const attempts = endpoint.received.slice(0, failures.length + 1);
      expect(attempts).toHaveLength(failures.length + 1);
      expect(new Set(attempts.map(({ headers }) => headers['amz-sdk-invocation-id'])).size).toBe(1);
      expect(attempts.map(({ headers }) => headers['amz-sdk-request'])).toEqual(
        attempts.map((_, index) => expect.stringMatching(`^attempt=${index + 1}(;|$)`)),
      );
    }
  });

  it('three times is given up', async () => {
    reply.dynamoDb = RESET;
    expect((await make()).statusCode).toBe(500);
    expect(dynamoDb.received).toHaveLength(3);
  });

  it('for another reason is not made again, and keeps its name, message and metadata', async () => {
    reply.dynamoDb = () => failure('TransactionConflictException', { Item: {} });
    expect((await make()).statusCode).toBe(500);
    expect(dynamoDb.received).toHaveLength(1);
    expect((await logged('request.failed')).error).toMatchObject({
      name: 'TransactionConflictException',
      message: 'This is a TransactionConflictException.',
    });
  });
});

describe('an error that the functions tell apart', () => {
  it('of DynamoDB keeps its class, so that what is stored is read', async () => {
    const reference = newReference();
    await make(reference);
    const before = dynamoDb.received.length;
    expect((await make(reference, { amount: '14' })).statusCode).toBe(422);
    expect(dynamoDb.received.slice(before).map(({ name }) => name)).toEqual(['PutItem', 'GetItem']);
  });

  it.each([
    ['ResourceNotFoundException', 'missing'],
    ['InvalidRequestException', 'missing'],
    ['DecryptionFailure', 'unreachable'],
  ])('of Secrets Manager keeps its class: %s is a secret that is %s', async (type, reason) => {
    reply.secretsManager = () => failure(type);
    expect((await make()).statusCode).toBe(503);
    expect(await logged('credentials.unusable')).toMatchObject({ reason });
  });
});

describe('a signature', () => {
  it('is right, by the rules of AWS, and covers the session', async () => {
    await make();
    for (const { received } of [dynamoDb, secretsManager]) {
      const [request] = received as [Received];
      expect(request.headers['x-amz-security-token']).toBe(LAMBDA_ENVIRONMENT.AWS_SESSION_TOKEN);
      expect(signedHeaders(request)).toEqual(
        expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']),
      );
      expect(signatureOn(request)).toBe(rightSignature(request, LAMBDA_ENVIRONMENT.AWS_SECRET_ACCESS_KEY));
    }
  });

  it('is made for the very request, among fifty at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => make()));
    const puts = dynamoDb.received.filter(({ body }) => body.includes('attribute_not_exists'));
    expect(puts).toHaveLength(50);
    expect(new Set(puts.map(signatureOn)).size).toBe(50);
    for (const put of puts) {
      expect(signatureOn(put)).toBe(rightSignature(put, LAMBDA_ENVIRONMENT.AWS_SECRET_ACCESS_KEY));
    }
  });
});

it.each([
  ['eu-central-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
])('without an address of their own the clients go to those of %s', async (region, suffix) => {
  const observer = fileURLToPath(new URL('../../tools/harness/bundles/resolve-nothing.mjs', import.meta.url));
  const inRegion = (name: string) =>
    startBundledFunction(
      bundle(name),
      { AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: '', AWS_ENDPOINT_URL_SECRETS_MANAGER: '' },
      ['--import', observer],
    );
  const [withSecret, withTable] = await Promise.all([inRegion('ipn-webhook'), inRegion('get-link')]);
  try {
    await withSecret.call({ path: '/ipn', body: 'a=1' });
    await withTable.call({ method: 'GET', pathParameters: { reference: 'a' } });
    const hosts = [...withSecret.lines(), ...withTable.lines()].filter((line) =>
      line.startsWith('looked up'),
    );
    expect(new Set(hosts)).toEqual(
      new Set([`looked up secretsmanager.${region}.${suffix}`, `looked up dynamodb.${region}.${suffix}`]),
    );
  } finally {
    await Promise.all([withSecret.stop(), withTable.stop()]);
  }
});
