import { createServer } from 'node:http';
import type { BusEvent, Change } from '#tools/cdk-local/events/event.ts';
import { close, listen, sendJson } from '#tools/cdk-local/http-server.ts';
import type { LogLine } from '#tools/cdk-local/sandbox/sandbox.ts';
import { type ServedStack, type ServeOptions, serveStack } from '#tools/cdk-local/serve-stack.ts';
import { isAlive, until } from '../support/condition.ts';
import { guestBook, writeGuestBook } from './guest-book.ts';

const running: ServedStack[] = [];

async function serve(folder: string, options: ServeOptions = {}): Promise<ServedStack> {
  const stack = await serveStack(() => folder, { engine: 'dynalite', ...options });
  running.push(stack);
  return stack;
}

afterEach(() => Promise.all(running.splice(0).map((stack) => stack.stop())));

/** What the functions print. */
function printer() {
  const printed: string[] = [];
  return { printed, log: ({ text }: LogLine) => void printed.push(text) };
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

const whole = writeGuestBook();

describe('a stack of somebody else', () => {
  it('is served whole: routes, an authorizer, a table, a secret, a pipe and a schedule', async () => {
    const { printed, log } = printer();
    const events: BusEvent[] = [];
    const writes: Change[] = [];
    const { url, runSchedules } = await serve(whole, {
      timers: false,
      log,
      secretValue: ({ name }) => (name === 'guest-book/word' ? 'sesame' : undefined),
      environment: ({ id }, address): Record<string, string> => (id === 'Read' ? { PLACE: address } : {}),
      events: { onEvent: (event) => events.push(event), onWrite: (change) => writes.push(change) },
    });
    const sign = (word: Record<string, string>) =>
      fetch(`${url}/entries`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...word },
        body: '{"id":"1","name":"Ada"}',
      });
    expect((await sign({})).status).toBe(401);
    expect((await sign({ word: 'please' })).status).toBe(403);
    expect((await fetch(`${url}/entries/1`)).status).toBe(404);
    expect((await sign({ word: 'sesame' })).status).toBe(201);
    expect(await (await fetch(`${url}/entries/1`)).text()).toBe(`Ada was at ${url}`);

    expect(events).toMatchObject([
      { 'detail-type': 'Signed', source: 'guest-book', detail: { by: 'Ada' }, account: '000000000000' },
    ]);
    expect(writes.map(({ table }) => table)).toEqual(['shop-Entries']);

    await runSchedules();
    await until('it has tidied', () => printed.length > 0);
    expect(printed).toEqual([expect.stringMatching(/^tidied: .*"source":"aws.events"/)]);
  });

  it('gives its functions nothing of this process, and no real endpoint', async () => {
    const echo = 'export const handler = async () => ({ env: process.env });';
    const { url, dynamoDb, secretsManager } = await serve(writeGuestBook(withoutPipe(), { Read: echo }));
    const { env } = (await (await fetch(`${url}/entries/1`)).json()) as { env: Record<string, string> };
    expect(env).toMatchObject({
      PLACE: 'home',
      ENTRIES: 'shop-Entries',
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_REGION: 'us-east-1',
    });
    expect(env).not.toHaveProperty('JEST_WORKER_ID');
  });

  it('lets its caller answer before it', async () => {
    const { url } = await serve(whole, {
      intercept({ url: target }, response) {
        if (target !== '/about') return false;
        sendJson(response, 200, { about: 'a guest book' });
        return true;
      },
    });
    expect(await (await fetch(`${url}/about`)).json()).toEqual({ about: 'a guest book' });
    expect((await fetch(`${url}/entries/none`)).status).toBe(404);
  });
});

describe('its schedules', () => {
  const HANG = `export const handler = () => {
    console.log('hanging');
    return new Promise(() => setInterval(() => {}, 1000));
  };`;

  it('run in the function’s sandboxes, at the period that the caller says', async () => {
    const { printed, log } = printer();
    const stack = await serve(whole, { scheduleSeconds: 0.2, log });
    await until('it has run twice', () => printed.length > 1);
    const event = JSON.parse(printed[0]!.replace('tidied: ', ''));
    expect(event.resources).toEqual(['arn:aws:events:us-east-1:000000000000:rule/shop-EveryHour']);
    expect(stack.functions.get('Tidy')?.pids()).toHaveLength(1);
  });

  it('give each rule’s run its own input', async () => {
    const resources = guestBook();
    const rule = resources.EveryHour!;
    const withInput = (Input: string) => {
      const [target] = rule.Properties!.Targets as object[];
      return { ...rule, Properties: { ...rule.Properties, Targets: [{ ...target, Input }] } };
    };
    resources.EveryHour = withInput('{"half":1}');
    resources.EveryHour2 = withInput('{"half":2}');
    const { printed, log } = printer();
    const { runSchedules } = await serve(writeGuestBook(resources), { timers: false, log });
    await runSchedules();
    await until('both have printed', () => printed.length > 1);
    expect(printed.sort()).toEqual(['tidied: {"half":1}', 'tidied: {"half":2}']);
  });

  it('run only when they are asked to, without timers', async () => {
    const { printed, log } = printer();
    const { runSchedules } = await serve(whole, { scheduleSeconds: 0.2, timers: false, log });
    await runSchedules();
    await until('it has printed', () => printed.length > 0);
    // A timer that ran all the same would have had time to.
    for (let call = 0; call < 5; call++) await runSchedules();
    await until('all is printed', () => printed.length >= 6);
    expect(printed).toHaveLength(6);
  });

  it('are not waited for when the stack stops', async () => {
    const { printed, log } = printer();
    const folder = writeGuestBook(guestBook(), { Tidy: HANG });
    const stack = await serve(folder, { scheduleSeconds: 0.2, log });
    await until('it runs', () => printed.includes('hanging'));
    const [pid] = stack.functions.get('Tidy')?.pids() ?? [];
    await stack.stop();
    expect(isAlive(pid!)).toBe(false);
    expect(printed).toEqual(['hanging']);
  });
});

describe('starting and stopping', () => {
  it('leaves nothing behind', async () => {
    const stack = await serve(whole);
    await fetch(`${stack.url}/entries/1`);
    const [pid] = stack.functions.get('Read')?.pids() ?? [];
    await stack.stop();
    expect(isAlive(pid!)).toBe(false);
    const urls = [stack.url, stack.dynamoDb.endpoint, stack.secretsManager.endpoint];
    expect(await Promise.all(urls.map(answers))).toEqual([false, false, false]);
  });

  it('synthesises nothing when the port is taken', async () => {
    const other = createServer();
    const port = Number(new URL(await listen(other)).port);
    const synthesise = jest.fn(() => whole);
    await expect(serveStack(synthesise, { port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      syscall: 'listen',
    });
    expect(synthesise).not.toHaveBeenCalled();
    await close(other);
  });

  it('stops what it started when a part cannot start', async () => {
    const broken = guestBook();
    broken.Api!.Type = 'AWS::Kinesis::Stream';
    const spare = createServer();
    const port = Number(new URL(await listen(spare)).port);
    await close(spare);
    await expect(serve(writeGuestBook(broken), { port })).rejects.toThrow(
      'cannot serve Api, of type AWS::Kinesis::Stream',
    );
    expect(await answers(`http://127.0.0.1:${port}`)).toBe(false);
  });
});

function withoutPipe() {
  const { Told, Bus, ...rest } = guestBook();
  return rest;
}
