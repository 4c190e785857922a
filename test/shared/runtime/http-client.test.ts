import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createHttpClient, type HttpCall, NoAnswerError } from '#shared/runtime/http-client.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/${name}`, `file://${__dirname}/`), 'utf8');
const [KEY, CERTIFICATE] = [fixture('localhost-key.pem'), fixture('localhost-cert.pem')];
const CALL: HttpCall = {
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
  return { client: createHttpClient(`${scheme}://${name}:${port}`), connections };
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
    const { client } = await host(scheme, echo);
    const { status, headers, body } = await client.call(CALL);
    expect([status, headers['x-answer']]).toEqual([201, 'here']);
    expect(JSON.parse(body.toString())).toMatchObject({
      method: 'POST',
      url: '/path?query=1',
      body: 'body',
      headers: { 'x-name': 'value' },
    });
  });

  it.each(['localhost', '127.0.0.1'])('uses the connection that was made beforehand to %s', async (name) => {
    const { client, connections } = await host(scheme, echo, name);
    await client.connect();
    expect(connections).toHaveLength(1);
    await client.call(CALL);
    await client.call(CALL);
    expect(connections).toHaveLength(1);
  });

  it('leaves alone the connection that it has made in time', async () => {
    const { client } = await host(scheme, echo);
    const doNotFake = [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'performance',
      'Date',
    ] as const;
    jest.useFakeTimers({ doNotFake: [...doNotFake] });
    await client.connect();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('makes another when that one has ended meanwhile', async () => {
    const { client, connections } = await host(scheme, echo);
    await client.connect();
    client.closeIdle();
    expect((await client.call(CALL)).status).toBe(201);
    expect(connections).toHaveLength(2);
  });

  it('joins an answer that comes in pieces, and takes one that is empty', async () => {
    const { client } = await host(scheme, (request, response) => {
      if (request.url === '/empty') return void response.end();
      response.write('first ', () => response.end('second'));
    });
    expect((await client.call(CALL)).body.toString()).toBe('first second');
    expect((await client.call({ ...CALL, path: '/empty' })).body).toHaveLength(0);
  });
});

describe('no whole answer', () => {
  it.each<[NoAnswerError['reason'], RequestListener, Partial<HttpCall>]>([
    ['deadline', () => {}, { deadlineMs: 50 }],
    ['deadline', (_, response) => response.write('begun'), { deadlineMs: 50 }],
    ['connection', (request) => request.socket.destroy(), {}],
    ['connection', (request, response) => response.write('begun', () => request.socket.destroy()), {}],
    ['oversized', (_, response) => response.end('12345678901'), { maxBytes: 10 }],
  ])('is an error with the reason %s, case %#', async (reason, answer, change) => {
    const { client } = await host('http', answer);
    const error = await client.call({ ...CALL, ...change }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(error).toMatchObject({ reason, message: `No whole answer: ${reason}.` });
  });

  it('is no error as long as it is only a connection, whether there is nobody or nobody who answers', async () => {
    const silent = createTcpServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await createHttpClient(`https://127.0.0.1:${port}`).connect(50);
    await new Promise((resolve) => silent.close(resolve));
    const client = createHttpClient(`http://127.0.0.1:${port}`);
    await client.connect();
    await expect(client.call(CALL)).rejects.toMatchObject({ reason: 'connection' });
  });

  it.each([
    ['http://[::1]:9', '::1'],
    ['https://127.0.0.1', '127.0.0.1'],
  ])('is told with its cause: %s', async (origin, address) => {
    const error = await createHttpClient(origin)
      .call(CALL)
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ reason: 'connection', name: 'NoAnswerError', cause: { address } });
  });
});
