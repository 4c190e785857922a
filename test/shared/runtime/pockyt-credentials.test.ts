import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_RETRY_MS, SECRET_TTL_MS, SecretError } from '#shared/runtime/cached-secret.ts';
import { createCredentialsSecret } from '#shared/runtime/pockyt-credentials.ts';
import { until } from '#test/tools/support/condition.ts';
import { type SecretsManager, startSecretsManager } from '#tools/cdk-local/secrets-manager.ts';

const GOOD = { merchantNo: '202333', storeNo: '301854', token: 'a-token-that-nobody-has-published' };
const NAME = 'payment-links/test/pockyt-credentials';
const ARN = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${NAME}-AbCdEf`;

let server: SecretsManager;
let client: SecretsManagerClient;
let millis: number;

/** The credentials as a function reads them, from a secret that holds this text, or nothing. */
async function credentials(value: string | undefined, acceptPublicToken = false) {
  server = await startSecretsManager([{ name: NAME, arn: ARN, ...(value !== undefined && { value }) }]);
  client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  millis = 0;
  return createCredentialsSecret({
    secretsManager: client,
    secretId: ARN,
    acceptPublicToken,
    clock: () => millis,
  });
}

const put = (value: object) =>
  client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: JSON.stringify(value) }));

afterEach(async () => {
  client.destroy();
  await server.stop();
});

describe('credentials', () => {
  it('are read from the secret, without the line breaks of copying', async () => {
    const source = await credentials(JSON.stringify({ ...GOOD, token: `${GOOD.token}\n`, more: 1 }));
    expect(await source.get()).toEqual(GOOD);
  });

  it('are read once, however many ask at the same time', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await Promise.all(Array.from({ length: 100 }, () => source.get()));
    expect(server.calls('GetSecretValue')).toBe(1);
  });

  it('may be read before anybody asks', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await source.prefetch();
    expect(server.calls('GetSecretValue')).toBe(1);
    expect(await source.get()).toEqual(GOOD);
    expect(server.calls('GetSecretValue')).toBe(1);
  });

  it('that could not be read beforehand are read by the first who asks', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    server.failWith({ status: 500, type: 'InternalServiceError' });
    await source.prefetch();
    server.failWith(undefined);
    expect(await source.get()).toEqual(GOOD);
  });

  it('that somebody read meanwhile stay, when reading them beforehand fails', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    server.failWith('hang');
    const early = source.prefetch(60_000);
    millis = SECRET_TTL_MS;
    await until('the call is there', () => server.calls('GetSecretValue') === 1);
    server.failWith(undefined);
    await source.get();
    client.destroy();
    await server.stop();
    await early;
    expect(await source.get()).toEqual(GOOD);
  });

  it('are not waited for too long at a start, and whoever asks shares what is under way', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    server.failWith('hang');
    await source.prefetch(1);
    source.get().catch(() => {});
    await until('the call is there', () => server.calls('GetSecretValue') > 0);
    expect(server.calls('GetSecretValue')).toBe(1);
  });

  it('are kept for five minutes and then read again', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await source.get();
    await put({ ...GOOD, token: 'the-next-token' });
    millis = SECRET_TTL_MS - 1;
    expect((await source.get()).token).toBe(GOOD.token);
    millis = SECRET_TTL_MS;
    expect((await source.get()).token).toBe('the-next-token');
  });

  it('that turned out to be wrong are read again soon, and not more often', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await source.get();
    await put({ ...GOOD, token: 'the-next-token' });
    source.forget();
    expect((await source.get()).token).toBe(GOOD.token);
    millis = SECRET_RETRY_MS;
    expect((await source.get()).token).toBe('the-next-token');
  });
});

describe('a secret that cannot be used', () => {
  const number = { ...GOOD, merchantNo: 202333 };
  it.each([
    ['has no value yet', undefined, 'missing', 'has no value'],
    ['is empty', '', 'missing', 'is empty'],
    ['is no JSON', 'canary', 'malformed', 'is not a JSON object'],
    ['is a list', '["canary"]', 'malformed', 'is not a JSON object'],
    ['holds a number for a text', JSON.stringify(number), 'malformed', 'has no merchantNo'],
    ['lacks the store', JSON.stringify({ ...GOOD, storeNo: undefined }), 'malformed', 'has no storeNo'],
    [
      'has a store that could be cut',
      JSON.stringify({ ...GOOD, storeNo: '1&a=2' }),
      'malformed',
      'has no storeNo',
    ],
    ['has an empty token', JSON.stringify({ ...GOOD, token: ' ' }), 'malformed', 'has no token'],
    ['has a placeholder', JSON.stringify({ ...GOOD, token: '<token>' }), 'malformed', 'holds a placeholder'],
    [
      'has the token of the documentation',
      JSON.stringify({ ...GOOD, token: '5cbfb079f15b150122261c8537086d77a' }),
      'malformed',
      'public documentation',
    ],
  ])(
    'because it %s, says so and what to do, and nothing of what is in it',
    async (_, value, reason, says) => {
      const error = (await (await credentials(value)).get().catch((thrown) => thrown)) as SecretError;
      expect(error).toBeInstanceOf(SecretError);
      expect(error.reason).toBe(reason);
      expect(error.secretId).toBe(ARN);
      expect(error.message).toContain(`The secret ${NAME} `);
      expect(error.message).toContain(says);
      expect(error.message).toContain(`aws secretsmanager put-secret-value --secret-id ${NAME} `);
      expect(error.message).not.toMatch(/canary|202333|301854|arn:|123456789012/);
    },
  );

  it('is tried again after a moment, and not for every request', async () => {
    const source = await credentials(undefined);
    for (let request = 0; request < 20; request++) await expect(source.get()).rejects.toThrow(SecretError);
    expect(server.calls('GetSecretValue')).toBe(1);
    await put(GOOD);
    millis = SECRET_RETRY_MS;
    expect(await source.get()).toEqual(GOOD);
  });

  it('because Secrets Manager fails, is told apart from one that is not set', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    server.failWith({ status: 500, type: 'InternalServiceError' });
    await expect(source.get()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('because it is being deleted or holds bytes, is as good as missing', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    server.failWith({ status: 400, type: 'InvalidRequestException' });
    await expect(source.get()).rejects.toMatchObject({ reason: 'missing' });
    jest.spyOn(client, 'send').mockImplementation(async () => ({ SecretBinary: new Uint8Array([1]) }));
    millis = SECRET_RETRY_MS;
    await expect(source.get()).rejects.toMatchObject({ reason: 'missing' });
  });

  it('is taken with the public token where the provider is on this machine', async () => {
    const value = { ...GOOD, token: '5cbfb079f15b150122261c8537086d77a' };
    expect(await (await credentials(JSON.stringify(value), true)).get()).toEqual(value);
  });
});

describe('a rotation', () => {
  const stages = (VersionStages: string[], token: string) =>
    client.send(
      new PutSecretValueCommand({
        SecretId: ARN,
        SecretString: JSON.stringify({ ...GOOD, token }),
        VersionStages,
      }),
    );
  const tokens = async (source: Awaited<ReturnType<typeof credentials>>) =>
    (await source.others()).map(([name, { token }]) => [name, token]);

  it('has a pending version before it and a previous one after it, and neither at other times', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    expect(await tokens(source)).toEqual([]);
    await stages(['AWSPENDING'], 'the-pending-token');
    millis = SECRET_RETRY_MS;
    expect(await tokens(source)).toEqual([['pending', 'the-pending-token']]);
    await put({ ...GOOD, token: 'the-next-token' });
    millis += SECRET_TTL_MS;
    expect(await tokens(source)).toEqual([
      ['pending', 'the-pending-token'],
      ['previous', GOOD.token],
    ]);
  });

  it('that follows soon upon another is seen as soon as a signature misses', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await stages(['AWSPENDING'], 'the-first-pending');
    expect(await tokens(source)).toEqual([['pending', 'the-first-pending']]);
    await stages(['AWSPENDING'], 'the-second-pending');
    source.forget();
    expect(await tokens(source)).toEqual([['pending', 'the-first-pending']]);
    millis = SECRET_RETRY_MS;
    expect(await tokens(source)).toEqual([['pending', 'the-second-pending']]);
  });

  it('that comes right after the current version was read makes it be read again at once', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await source.get();
    await put({ ...GOOD, token: 'the-next-token' });
    expect(await tokens(source)).toEqual([['previous', GOOD.token]]);
    expect((await source.get()).token).toBe('the-next-token');
  });

  it('leaves no version believed missing that was so before it', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await source.get();
    millis = SECRET_RETRY_MS - 1;
    expect(await tokens(source)).toEqual([]);
    await put({ ...GOOD, token: 'the-next-token' });
    source.forget();
    millis = SECRET_RETRY_MS;
    expect(await tokens(source)).toEqual([['previous', GOOD.token]]);
  });

  it('to the same token is no reason to read it for every forgery', async () => {
    const source = await credentials(JSON.stringify({ ...GOOD, storeNo: '300099' }));
    await put(GOOD);
    for (let forgery = 0; forgery < 50; forgery++) {
      await source.others();
      await source.get();
    }
    expect(server.calls('GetSecretValue')).toBe(4);
  });

  it('skips a version that cannot be used', async () => {
    const source = await credentials(JSON.stringify({ ...GOOD, token: '' }));
    await put(GOOD);
    expect(await tokens(source)).toEqual([]);
  });

  it('asks Secrets Manager once for each version in ten seconds, however many forgeries come', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    for (let forgery = 0; forgery < 50; forgery++) await source.others();
    expect(server.calls('GetSecretValue')).toBe(3);
  });

  it('tells when nobody can say which versions there are', async () => {
    const source = await credentials(JSON.stringify(GOOD));
    await source.get();
    server.failWith({ status: 500, type: 'InternalServiceError' });
    await expect(source.others()).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
