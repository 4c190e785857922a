import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type SecretsManager, startSecretsManager } from '#tools/cdk-local/secrets-manager.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:pockyt-Local0';
let secrets: SecretsManager;
let client: SecretsManagerClient;

beforeEach(async () => {
  secrets = await startSecretsManager([{ name: 'pockyt', arn: ARN, value: 'first' }, { name: 'empty' }]);
  client = new SecretsManagerClient({
    endpoint: secrets.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await secrets.stop();
});

const value = async (stage?: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId: 'pockyt', VersionStage: stage }))).SecretString;
const put = (SecretString: string, VersionStages?: string[]) =>
  client.send(new PutSecretValueCommand({ SecretId: 'pockyt', SecretString, VersionStages }));

describe('the Secrets Manager endpoint', () => {
  it.each(['pockyt', ARN, ARN.slice(0, -7)])('finds a secret by %s', async (SecretId) => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId }));
    expect(answer).toMatchObject({
      ARN,
      Name: 'pockyt',
      SecretString: 'first',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
  });

  it('finds a version by its id, and only with a stage that it has', async () => {
    const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId: 'pockyt' }));
    await put('second');
    const byId = new GetSecretValueCommand({ SecretId: 'pockyt', VersionId });
    expect((await client.send(byId)).SecretString).toBe('first');
    const wrong = new GetSecretValueCommand({ SecretId: 'pockyt', VersionId, VersionStage: 'AWSCURRENT' });
    await expect(client.send(wrong)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    ['a secret that is not there', { SecretId: 'other' }, "can't find the specified secret."],
    ['a secret without a value', { SecretId: 'empty' }, 'for staging label: AWSCURRENT'],
    ['a stage that no version has', { SecretId: 'pockyt', VersionStage: 'AWSPENDING' }, 'label: AWSPENDING'],
    ['a version that is not there', { SecretId: 'pockyt', VersionId: 'x'.repeat(32) }, 'for VersionId: xxx'],
  ])('answers ResourceNotFoundException for %s', async (_what, input, message) => {
    await expect(client.send(new GetSecretValueCommand(input))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('moves the current version to previous when a new one is put', async () => {
    await put('second');
    expect([await value(), await value('AWSPREVIOUS')]).toEqual(['second', 'first']);
    await put('third');
    expect([await value(), await value('AWSPREVIOUS')]).toEqual(['third', 'second']);
  });

  it('keeps a pending version aside until it is promoted', async () => {
    const { VersionId: pending } = await put('second', ['AWSPENDING']);
    expect([await value(), await value('AWSPENDING')]).toEqual(['first', 'second']);
    const { VersionId: current } = await client.send(new GetSecretValueCommand({ SecretId: 'pockyt' }));
    const promote = (RemoveFromVersionId?: string) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: 'pockyt',
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: pending,
          RemoveFromVersionId,
        }),
      );
    await expect(promote()).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await promote(current);
    expect([await value(), await value('AWSPREVIOUS')]).toEqual(['second', 'first']);
  });

  it('takes a stage away from a version', async () => {
    await put('second');
    const { VersionId } = await client.send(
      new GetSecretValueCommand({ SecretId: 'pockyt', VersionStage: 'AWSPREVIOUS' }),
    );
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'pockyt',
        VersionStage: 'AWSPREVIOUS',
        RemoveFromVersionId: VersionId,
      }),
    );
    await expect(value('AWSPREVIOUS')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('puts the same version once, and refuses another value for it', async () => {
    const ClientRequestToken = 'token'.padEnd(32, '0');
    const again = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId: 'pockyt', SecretString, ClientRequestToken }));
    await again('second');
    await again('second');
    expect([await value(), await value('AWSPREVIOUS')]).toEqual(['second', 'first']);
    await expect(again('third')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('creates a secret once, and describes its versions', async () => {
    const create = new CreateSecretCommand({ Name: 'new', SecretString: 'value' });
    const { VersionId } = await client.send(create);
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'new' }));
    expect(described.VersionIdsToStages).toEqual({ [VersionId!]: ['AWSCURRENT'] });
    await expect(client.send(create)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('counts calls by operation', async () => {
    await value();
    await value('AWSNONE').catch(() => {});
    expect([secrets.calls('GetSecretValue'), secrets.calls('PutSecretValue')]).toEqual([2, 0]);
  });

  it('fails as it is told, until it is told otherwise', async () => {
    secrets.failWith({ status: 500, type: 'InternalServiceError' });
    await expect(value()).rejects.toMatchObject({ name: 'InternalServiceError' });
    secrets.failWith('reset');
    await expect(value()).rejects.toThrow('ECONNRESET');
    secrets.failWith('hang');
    const abortSignal = AbortSignal.timeout(100);
    const hanging = client.send(new GetSecretValueCommand({ SecretId: 'pockyt' }), { abortSignal });
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
    secrets.failWith(undefined);
    expect(await value()).toBe('first');
  });

  it('says which operation it does not have', async () => {
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('ListSecrets'),
    });
  });
});
