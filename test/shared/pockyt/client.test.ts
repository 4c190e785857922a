import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createPockytClient, isLoopback, pockytBaseUrl, withBudget } from '#shared/pockyt/client.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';

type Listener = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server | undefined;
let requests: {
  method?: string;
  url?: string;
  headers: IncomingMessage['headers'];
  body: string;
  socket: Socket;
}[];

/** A provider that answers as it is told, and the client that talks to it. */
async function provider(listener: Listener, deadlineMs?: number, scheme = 'http') {
  requests = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { method, url, headers, socket } = request;
    requests.push({ method, url, headers, body, socket });
    listener(request, response, body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return createPockytClient({ baseUrl: `${scheme}://127.0.0.1:${port}`, deadlineMs });
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

describe('a call', () => {
  it('is a POST of JSON, and returns the whole answer at any status', async () => {
    const client = await provider((_, response) => response.writeHead(400).end('{"ret_code":"000020"}'));
    const answer = await client.post('/online/v3/secure-pay', { amount: '13', note: 'ü' });
    expect(answer).toEqual({ status: 400, text: '{"ret_code":"000020"}' });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/online/v3/secure-pay',
      body: '{"amount":"13","note":"ü"}',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json; charset=utf-8',
        'content-length': '27',
      },
    });
  });

  it('uses the connection that was made beforehand, unless it has waited for more than five seconds', async () => {
    const client = await provider((_, response) => response.end('{}'));
    let connections = 0;
    server?.on('connection', () => connections++);
    let now = 0;
    const uptime = jest.spyOn(process, 'uptime').mockImplementation(() => now);
    await client.connect();
    now = 5;
    await client.post('/a', {});
    expect(connections).toBe(1);
    await client.connect();
    now = 10.1;
    await client.post('/b', {});
    expect(connections).toBe(3);
    uptime.mockRestore();
  });

  it('uses the connection of the call before', async () => {
    const client = await provider((_, response) => response.end('{}'));
    await client.post('/a', {});
    await client.post('/b', {});
    expect(requests[1]?.socket).toBe(requests[0]?.socket);
  });

  it('does not use a connection that lay idle for more than five seconds', async () => {
    const clock = jest.spyOn(process, 'uptime').mockReturnValue(10);
    const client = await provider((_, response) => response.end('{}'));
    await client.post('/a', {});
    clock.mockReturnValue(15);
    await client.post('/b', {});
    clock.mockReturnValue(20.001);
    await client.post('/c', {});
    clock.mockRestore();
    expect(requests[1]?.socket).toBe(requests[0]?.socket);
    expect(requests[2]?.socket).not.toBe(requests[0]?.socket);
  });

  it('takes an answer of 64 KiB', async () => {
    const client = await provider((_, response) => response.end('x'.repeat(65_536)));
    await expect(client.post('/a', {})).resolves.toMatchObject({ text: expect.stringMatching(/^x{65536}$/) });
  });

  it('speaks TLS to an https address', async () => {
    const client = await provider((_, response) => response.end('{}'), undefined, 'https');
    await expect(client.post('/a', {})).rejects.toMatchObject({ reason: 'connection' });
    expect(requests).toEqual([]);
  });
});

describe('an answer that tells nothing', () => {
  const BROKE = 'The connection to Pockyt broke.';
  const LATE = 'Pockyt did not answer within 0.15 s.';
  const failures: [name: string, reason: string, message: string, listener: Listener][] = [
    [
      'none, because the connection is reset',
      'connection',
      BROKE,
      (request) => request.socket.resetAndDestroy(),
    ],
    ['none, because the connection is closed', 'connection', BROKE, (request) => request.socket.end()],
    [
      'one that is cut off',
      'connection',
      BROKE,
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"ret_code":"000100"', () => request.socket.destroy());
      },
    ],
    ['none for too long', 'deadline', LATE, () => {}],
    ['one that never ends', 'deadline', LATE, (_, response) => void response.write('{')],
    [
      'one that is too large',
      'oversized',
      'Pockyt answered more than 65536 bytes.',
      (_, response) => response.end('x'.repeat(65_537)),
    ],
  ];

  it.each(failures)(
    '%s, is an unknown outcome, and nothing is sent again',
    async (_, reason, message, listener) => {
      const client = await provider(listener, 150);
      const error = await client.post('/online/v3/secure-pay', {}).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(error).toMatchObject({ reason, message, code: undefined });
      expect(error.cause === undefined).toBe(reason !== 'connection');
      expect(requests).toHaveLength(1);
    },
  );

  it('is an unknown outcome when nobody is there', async () => {
    const client = await provider(() => {});
    await new Promise((resolve) => server?.close(resolve));
    await expect(client.post('/a', {})).rejects.toMatchObject({ reason: 'connection' });
  });
});

describe('when a call is over', () => {
  afterEach(() => void jest.useRealTimers());

  it.each<[string, Listener]>([
    ['with an answer', (_, response) => response.end('{}')],
    ['without one', (request) => request.socket.resetAndDestroy()],
  ])('%s, no timer runs on', async (_, listener) => {
    const client = await provider(listener);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    await client.post('/a', {}).catch(() => {});
    expect(jest.getTimerCount()).toBe(0);
  });

  it('because it took too long, the connection is closed', async () => {
    let closed = () => {};
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const client = await provider((request) => request.socket.on('close', closed), 50);
    await expect(client.post('/a', {})).rejects.toMatchObject({ reason: 'deadline' });
    await isClosed;
  }, 2_000);
});

describe('a budget', () => {
  it('is shared by all calls, and what comes too late is not sent', async () => {
    let millis = 0;
    const allowed: (number | undefined)[] = [];
    const post = async (_path: string, _parameters: object, deadlineMs?: number) => {
      allowed.push(deadlineMs);
      millis += 10_000;
      return { status: 200, text: '' };
    };
    const client = withBudget({ post }, () => new Date(millis));
    await client.post('/a', {});
    await client.post('/b', {});
    await expect(client.post('/c', {})).rejects.toMatchObject({
      reason: 'deadline',
      message: 'There was no time left to ask Pockyt.',
    });
    expect(allowed).toEqual([20_000, 10_000]);
  });

  it('never lengthens a call', async () => {
    const client = await provider(() => {}, 50);
    await expect(client.post('/a', {}, 60_000)).rejects.toMatchObject({ reason: 'deadline' });
  });
});

describe('the address', () => {
  it.each([
    ['production', 'https://mapi.pockyt.io'],
    ['sandbox', 'https://mapi.yuansferdev.com'],
  ])('of %s is %s', (environment, url) => {
    expect(pockytBaseUrl(environment)).toBe(url);
  });

  it.each(['http://127.0.0.1:4000', 'http://localhost:1', 'http://[::1]:2', 'https://mapi.yuansferdev.com'])(
    'may be overridden by %s',
    (url) => {
      expect(pockytBaseUrl('production', url)).toBe(url);
    },
  );

  it.each(['http://mapi.pockyt.io', 'https://evil.example', 'http://127.0.0.1.evil.example', 'nonsense'])(
    'is never %s: signed orders go nowhere else',
    (url) => {
      const ask = () => pockytBaseUrl('sandbox', url);
      expect(ask).toThrow(RangeError);
      expect(ask).toThrow('POCKYT_BASE_URL may name a loopback address or a Pockyt host, nothing else.');
    },
  );

  it('of an environment that does not exist is refused', () => {
    expect(() => pockytBaseUrl('toString')).toThrow('POCKYT_ENVIRONMENT must be production or sandbox.');
  });

  it.each([
    ['http://127.0.0.1:80', true],
    ['http://127.10.200.30', true],
    ['https://localhost', true],
    ['http://[::1]:2', true],
    ['http://xlocalhost', false],
    ['http://localhost.example', false],
    ['https://mapi.pockyt.io', false],
    ['?', false],
  ])('%s is on this machine: %s', (url, loopback) => {
    expect(isLoopback(url)).toBe(loopback);
  });
});
