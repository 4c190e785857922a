import { setImmediate } from 'node:timers/promises';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  cachedSecret,
  type RenewableSecret,
  SECRET_KEPT_MS,
  SECRET_RETRY_MS,
  SECRET_TTL_MS,
} from '#shared/runtime/cached-secret.ts';
import { type SecretsManager, startSecretsManager } from '#tools/cdk-local/secrets-manager.ts';

type Content = { readonly word: string };

const NAME = 'a-secret';
const OUT_OF_REACH = { status: 500, type: 'InternalServiceError' };

let server: SecretsManager;
let client: SecretsManagerClient;
let secret: RenewableSecret<Content>;
let millis: number;

beforeEach(async () => {
  server = await startSecretsManager([{ name: NAME, value: '{"word":"first"}' }]);
  client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  millis = 0;
  secret = cachedSecret<Content>({
    secretsManager: client,
    secretId: NAME,
    howToSet: 'Put it there.',
    read: ({ word }) => (typeof word === 'string' ? { word } : 'has no word'),
    clock: () => millis,
  });
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const put = (text: string) => client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: text }));
const word = async () => (await secret.get()).word;
const calls = () => server.calls('GetSecretValue');

describe('a secret that was read, while Secrets Manager cannot be reached', () => {
  it.each([
    ['fails by its own fault', OUT_OF_REACH],
    ['is too busy', { status: 400, type: 'ThrottlingException' }],
    ['hangs up', 'reset'],
  ] as const)('stays in use when it %s', async (_, failure) => {
    await secret.get();
    server.failWith(failure);
    millis = SECRET_TTL_MS;
    expect(await word()).toBe('first');
    millis = SECRET_KEPT_MS - 1;
    expect(await word()).toBe('first');
  });

  it('stays for an hour at most', async () => {
    await secret.get();
    server.failWith(OUT_OF_REACH);
    millis = SECRET_KEPT_MS - 1;
    expect(await word()).toBe('first');
    millis = SECRET_KEPT_MS;
    await expect(secret.get()).rejects.toMatchObject({ reason: 'unreachable' });
    millis += SECRET_RETRY_MS;
    await expect(secret.get()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('is asked for again every ten seconds, however many want it, and is the newest as soon as it can be', async () => {
    await secret.get();
    server.failWith(OUT_OF_REACH);
    millis = SECRET_TTL_MS;
    for (let request = 0; request < 20; request++) await secret.get();
    millis += SECRET_RETRY_MS - 1;
    await secret.get();
    expect(calls()).toBe(2);
    server.failWith(undefined);
    await put('{"word":"second"}');
    expect(await word()).toBe('first');
    millis += 1;
    expect(await word()).toBe('second');
    expect(calls()).toBe(3);
  });

  it('counts the hour from when it was read, not from when it was used', async () => {
    await secret.get();
    millis = SECRET_TTL_MS;
    expect(await word()).toBe('first');
    server.failWith(OUT_OF_REACH);
    millis = SECRET_TTL_MS + SECRET_KEPT_MS - 1;
    expect(await word()).toBe('first');
    millis += 1;
    await expect(secret.get()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('is not waited for longer than two seconds', async () => {
    await secret.get();
    server.failWith('hang');
    millis = SECRET_TTL_MS;
    const begun = performance.now();
    expect(await Promise.all([word(), word()])).toEqual(['first', 'first']);
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(await word()).toBe('first');
    expect(calls()).toBe(2);
  });

  it('does not stay when it is known to be out of date', async () => {
    await secret.get();
    server.failWith(OUT_OF_REACH);
    secret.renew();
    await expect(secret.get()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('stays when it turned out to be wrong: there is no other', async () => {
    await secret.get();
    server.failWith(OUT_OF_REACH);
    secret.forget();
    millis = SECRET_RETRY_MS;
    expect(await word()).toBe('first');
  });

  it('that was never read is not there', async () => {
    server.failWith(OUT_OF_REACH);
    await expect(secret.get()).rejects.toMatchObject({ reason: 'unreachable' });
  });
});

describe('a secret that was read does not stay', () => {
  it.each([
    ['malformed', '[]'],
    ['malformed', '{"word":1}'],
    ['missing', ' '],
  ])('when it is %s now, nor come back when Secrets Manager is out of reach (%s)', async (reason, text) => {
    await secret.get();
    await put(text);
    millis = SECRET_TTL_MS;
    await expect(secret.get()).rejects.toMatchObject({ reason });
    server.failWith(OUT_OF_REACH);
    millis += SECRET_RETRY_MS;
    await expect(secret.get()).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it.each([
    ['ResourceNotFoundException', 'missing'],
    ['InvalidRequestException', 'missing'],
    ['AccessDeniedException', 'unreachable'],
    ['DecryptionFailure', 'unreachable'],
  ])('when Secrets Manager refuses it (%s)', async (type, reason) => {
    await secret.get();
    server.failWith({ status: 400, type });
    millis = SECRET_TTL_MS;
    await expect(secret.get()).rejects.toMatchObject({ reason });
  });
});

describe('an answer that comes late', () => {
  /** Lets the next call of the client wait for what is returned. */
  function nextCallWaits(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const send = client.send.bind(client);
    jest.spyOn(client, 'send').mockImplementationOnce(async (command) => {
      const answer = await send(command as never);
      await promise;
      return answer as never;
    });
    return resolve;
  }

  it('is there for whoever asks next', async () => {
    await secret.get();
    await put('{"word":"second"}');
    millis = SECRET_TTL_MS;
    const release = nextCallWaits();
    expect(await word()).toBe('first');
    release();
    await setImmediate();
    expect(await word()).toBe('second');
    expect(calls()).toBe(2);
  });

  it('and says that the secret is malformed, ends what was in use', async () => {
    await secret.get();
    await put('[]');
    millis = SECRET_TTL_MS;
    const release = nextCallWaits();
    expect(await word()).toBe('first');
    release();
    await setImmediate();
    await expect(secret.get()).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('does not bring back what was renewed meanwhile', async () => {
    const release = nextCallWaits();
    const early = secret.get();
    secret.renew();
    await put('{"word":"second"}');
    expect(await word()).toBe('second');
    release();
    expect((await early).word).toBe('first');
    expect(await word()).toBe('second');
    server.failWith(OUT_OF_REACH);
    millis = SECRET_TTL_MS;
    expect(await word()).toBe('second');
  });
});
