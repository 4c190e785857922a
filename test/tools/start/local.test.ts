import { createServer } from 'node:http';
import { startDynamoDb } from '#tools/cdk-local/dynamodb.ts';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import { type Local, type LocalOptions, startLocal } from '#tools/start/local.ts';
import { DEFAULT_SETTINGS, type LocalSettings } from '#tools/start/settings.ts';
import { writeAssembly } from '../support/assembly.ts';
import { isAlive } from '../support/condition.ts';
import { smallStack } from '../support/small-stack.ts';

const CREATE = `export const handler = async () => ({ env: process.env, pid: process.pid });`;
const AUTHORIZE = 'export const handler = async () => ({ isAuthorized: true });';
const assembly = writeAssembly(smallStack(), { 'create.zip': CREATE, 'authorize.zip': AUTHORIZE });

const running: Local[] = [];

async function start(settings: Partial<LocalSettings> = {}, options: LocalOptions = {}): Promise<Local> {
  const local = await startLocal(
    { ...DEFAULT_SETTINGS, port: 0, ...settings },
    { assembly, engine: 'dynalite', ...options },
  );
  running.push(local);
  return local;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

async function ipn(local: Local): Promise<{ env: Record<string, string>; pid: number }> {
  return (await (await fetch(`${local.url}/ipn`, { method: 'POST' })).json()) as never;
}

afterEach(() => Promise.all(running.splice(0).map((local) => local.stop())));

describe('the whole system', () => {
  it("serves the assembly, with the template's environment and exactly this overlay", async () => {
    const local = await start();
    const { env } = await ipn(local);
    expect(env).toMatchObject({
      STAGE: 'local',
      PAYMENTS_TABLE: 'shop-Payments',
      AWS_ENDPOINT_URL_DYNAMODB: local.dynamoDb.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: local.secretsManager.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_REGION: 'us-east-1',
      POCKYT_BASE_URL: local.simulator?.baseUrl,
      PUBLIC_URL: local.url,
    });
  });

  it('uses another provider, and the database of a proxy, when it is told to', async () => {
    const database = await startDynamoDb({ engine: 'dynalite' });
    try {
      const local = await start(
        { pockytBaseUrl: 'http://127.0.0.1:4000' },
        { dynamoDb: database, dynamoDbEndpoint: 'http://127.0.0.1:4001' },
      );
      expect(local.simulator).toBeUndefined();
      expect(await (await fetch(`${local.url}/`, { headers: { accept: 'text/html' } })).text()).toContain(
        'no simulator',
      );
      expect((await ipn(local)).env).toMatchObject({
        POCKYT_BASE_URL: 'http://127.0.0.1:4000',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4001',
      });
      await local.stop();
      expect(await answers(database.endpoint)).toBe(true);
    } finally {
      await database.stop();
    }
  });

  it('puts the times of later checks into the function that is told them, and into no other', async () => {
    const told = smallStack();
    const { Environment } = told.Resources.Create!.Properties as { Environment: { Variables: object } };
    Object.assign(Environment.Variables, { PAID_CHECKS: '86400' });
    const code = { 'create.zip': CREATE, 'authorize.zip': AUTHORIZE };
    const local = await start({ paidChecks: '2,5' }, { assembly: writeAssembly(told, code) });
    expect((await ipn(local)).env).toHaveProperty('PAID_CHECKS', '2,5');
    const asDeployed = await start({}, { assembly: writeAssembly(told, code) });
    expect((await ipn(asDeployed)).env).toHaveProperty('PAID_CHECKS', '86400');
    const untold = await start({ paidChecks: '2,5' });
    expect((await ipn(untold)).env).not.toHaveProperty('PAID_CHECKS');
  });

  it('leaves nothing behind when it stops', async () => {
    const local = await start();
    const { pid } = await ipn(local);
    await local.stop();
    expect(isAlive(pid)).toBe(false);
    const urls = [local.url, local.dynamoDb.endpoint, local.secretsManager.endpoint, local.pockytBaseUrl];
    expect(await Promise.all(urls.map(answers))).toEqual([false, false, false, false]);
  });

  it('says in one line that the port is taken', async () => {
    const other = createServer();
    const port = Number(new URL(await listen(other)).port);
    await expect(start({ port })).rejects.toThrow(
      `Port ${port} is taken by another program. Set PORT to another one, or to 0 for any.`,
    );
    await close(other);
  });

  it('stops what it started when a part cannot start', async () => {
    const broken = smallStack();
    broken.Resources.Api!.Type = 'AWS::Kinesis::Stream';
    const spare = createServer();
    const port = Number(new URL(await listen(spare)).port);
    await close(spare);
    await expect(start({ port }, { assembly: writeAssembly(broken, {}) })).rejects.toThrow(
      'cannot serve Api, of type AWS::Kinesis::Stream',
    );
    expect(await answers(`http://127.0.0.1:${port}`)).toBe(false);
  });
});
