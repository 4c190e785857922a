import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { close, listen, readBody } from '#tools/cdk-local/http-server.ts';

/** A request that came in. */
export interface Received {
  /** What was asked for: an operation of AWS's, `PutItem`, or else the path. */
  readonly name: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a request is answered: like this, or by a connection that breaks. */
export type Reply = { readonly status: number; readonly body: string } | 'reset';

export interface Endpoint {
  /** Without a slash at its end. */
  readonly url: string;
  /** What came in, in that order. */
  readonly received: readonly Received[];
  /** How many connections were made. */
  connections(): number;
  stop(): Promise<void>;
}

/** An HTTP endpoint on the loopback address that remembers what it is asked. */
export async function startEndpoint(
  reply: (request: Received) => Reply | Promise<Reply>,
  hear: (request: Received) => void = () => {},
): Promise<Endpoint> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (incoming, outgoing) => {
    const body = String(await readBody(incoming, 1024 * 1024));
    const { headers, url: path = '/' } = incoming;
    const name = String(headers['x-amz-target'] ?? path)
      .split('.')
      .at(-1) as string;
    const request = { name, path, headers, body };
    received.push(request);
    hear(request);
    const answer = await reply(request);
    if (answer === 'reset') return void incoming.socket.resetAndDestroy();
    outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  });
  server.on('connection', (socket) => sockets.add(socket));
  return {
    url: await listen(server),
    received,
    connections: () => sockets.size,
    stop: () => close(server),
  };
}

/** Replies as another endpoint does. */
export function as(url: string): (request: Received) => Promise<Reply> {
  return async ({ path, headers, body }) => {
    const passed = ['content-type', 'x-amz-target'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as [string, string]] : [];
    });
    const response = await fetch(`${url}${path}`, { method: 'POST', headers: passed, body });
    return { status: response.status, body: await response.text() };
  };
}
