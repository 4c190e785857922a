import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Call, createCaller, NoAnswerError } from '#shared/caller.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/${name}`, `file://${__dirname}/`), 'utf8');
const [KEY, CERTIFICATE] = [fixture('localhost-key.pem'), fixture('localhost-cert.pem')];
const CALL: Call = {
  method: 'POST',
  path: '/path?query=1',
  headers: { 'x-name': 'value' },
  body: 'body',
  deadlineMs: 5_000,
  maxBytes: 1_000,
};

let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
});

/** A host that counts its connections. */
async function host(scheme: 'http' | 'https', answer: RequestListener, name = 'localhost') {
  const server: Server =
    scheme === 'http' ? createHttpServer(answer) : createHttpsServer({ key: KEY, cert: CERTIFICATE }, answer);
  const connections: Socket[] = [];
  server.on('connection', (socket) => connections.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    for (const socket of connections) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { caller: createCaller(`${scheme}://${name}:${port}`), connections };
}

const echo: RequestListener = async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { method, url, headers } = request;
  response.writeHead(201, { 'x-answer': 'here' }).end(JSON.stringify({ method, url, body, headers }));
};

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  const before = getCACertificates();
  beforeAll(() => setDefaultCACertificates([...before, CERTIFICATE]));
  afterAll(() => setDefaultCACertificates(before));

  it('brings the whole answer', async () => {
    const { caller } = await host(scheme, echo);
    const { status, headers, body } = await caller.call(CALL);
    expect([status, headers['x-answer']]).toEqual([201, 'here']);
    expect(JSON.parse(body.toString())).toMatchObject({
      method: 'POST',
      url: '/path?query=1',
      body: 'body',
      headers: { 'x-name': 'value' },
    });
  });

  it.each(['localhost', '127.0.0.1'])('uses the connection that was made beforehand to %s', async (name) => {
    const { caller, connections } = await host(scheme, echo, name);
    await caller.connect();
    expect(connections).toHaveLength(1);
    await caller.call(CALL);
    await caller.call(CALL);
    expect(connections).toHaveLength(1);
  });

  it('leaves alone the connection that it has made in time', async () => {
    const { caller } = await host(scheme, echo);
    const doNotFake = [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'performance',
      'Date',
    ] as const;
    jest.useFakeTimers({ doNotFake: [...doNotFake] });
    await caller.connect();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('makes another when that one has ended meanwhile', async () => {
    const { caller, connections } = await host(scheme, echo);
    await caller.connect();
    caller.closeIdle();
    expect((await caller.call(CALL)).status).toBe(201);
    expect(connections).toHaveLength(2);
  });

  it('joins an answer that comes in pieces, and takes one that is empty', async () => {
    const { caller } = await host(scheme, (request, response) => {
      if (request.url === '/empty') return void response.end();
      response.write('first ', () => response.end('second'));
    });
    expect((await caller.call(CALL)).body.toString()).toBe('first second');
    expect((await caller.call({ ...CALL, path: '/empty' })).body).toHaveLength(0);
  });
});

describe('no whole answer', () => {
  it.each<[NoAnswerError['reason'], RequestListener, Partial<Call>]>([
    ['deadline', () => {}, { deadlineMs: 50 }],
    ['deadline', (_, response) => response.write('begun'), { deadlineMs: 50 }],
    ['connection', (request) => request.socket.destroy(), {}],
    ['connection', (request, response) => response.write('begun', () => request.socket.destroy()), {}],
    ['oversized', (_, response) => response.end('12345678901'), { maxBytes: 10 }],
  ])('is an error with the reason %s, case %#', async (reason, answer, change) => {
    const { caller } = await host('http', answer);
    const error = await caller.call({ ...CALL, ...change }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(error).toMatchObject({ reason, message: `No whole answer: ${reason}.` });
  });

  it('is no error as long as it is only a connection, whether there is nobody or nobody who answers', async () => {
    const silent = createTcpServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await createCaller(`https://127.0.0.1:${port}`).connect(50);
    await new Promise((resolve) => silent.close(resolve));
    const caller = createCaller(`http://127.0.0.1:${port}`);
    await caller.connect();
    await expect(caller.call(CALL)).rejects.toMatchObject({ reason: 'connection' });
  });

  it.each([
    ['http://[::1]:9', '::1'],
    ['https://127.0.0.1', '127.0.0.1'],
  ])('is told with its cause: %s', async (origin, address) => {
    const error = await createCaller(origin)
      .call(CALL)
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ reason: 'connection', name: 'NoAnswerError', cause: { address } });
  });
});
