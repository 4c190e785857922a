import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';

/** One call: what is sent, and how much may come back when. */
export interface HttpCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** From the first byte sent to the last byte read, in milliseconds. */
  readonly deadlineMs: number;
  /** Of the answer's body. */
  readonly maxBytes: number;
}

/** A whole answer. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No whole answer came. What was asked for may have been done. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly reason: 'deadline' | 'connection' | 'oversized';

  constructor(reason: NoAnswerError['reason'], options?: ErrorOptions) {
    super(`No whole answer: ${reason}.`, options);
    this.reason = reason;
  }
}

/** How long a start waits for a connection. */
export const CONNECT_MS = 2_000;

/** Calls one host, and keeps its connections for the next calls. */
export interface HttpClient {
  /**
   * Sends once; nothing is ever sent again from here.
   *
   * @throws {NoAnswerError} when it is late, cut off, oversized, or does not come at all.
   */
  call(call: HttpCall): Promise<WholeAnswer>;
  /**
   * Makes the connection that the first call will use.
   *
   * @returns when it is there, has failed, or takes longer than `limitMs`; `CONNECT_MS` if not said. Never rejects:
   * the call will find out.
   */
  connect(limitMs?: number): Promise<void>;
  /** Ends the connections that no call is using. */
  closeIdle(): void;
}

/**
 * @param origin such as `https://mapi.pockyt.io`. Over Node's own HTTP, since `fetch` doubles the work of a start and
 * of a call.
 */
export function createHttpClient(origin: string): HttpClient {
  const { protocol, hostname, port: given } = new URL(origin);
  const [transport, defaultPort, made] =
    protocol === 'https:' ? ([https, 443, 'secureConnect'] as const) : ([http, 80, 'connect'] as const);
  const port = given || defaultPort;
  const host = hostname.replace(/[[\]]/g, '');
  const agent = new transport.Agent({ keepAlive: true });
  const address = { agent, host, port };
  /** Made beforehand, and not used yet. */
  let ready: Socket | undefined;

  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const waiting = ready;
    ready = undefined;
    return waiting && !waiting.destroyed ? waiting.ref() : createConnection(options, callback);
  };

  return {
    call({ method, path, headers, body, deadlineMs, maxBytes }) {
      return new Promise((resolve, reject) => {
        const request = transport.request({ ...address, method, path, headers });
        const fail = (reason: NoAnswerError['reason'], cause?: Error) => {
          clearTimeout(timer);
          request.destroy();
          reject(new NoAnswerError(reason, { cause }));
        };
        const lost = (cause: Error) => fail('connection', cause);
        const timer = setTimeout(() => fail('deadline'), deadlineMs);
        request.on('error', lost);
        request.on('response', (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > maxBytes) fail('oversized');
            else chunks.push(chunk);
          });
          response.on('error', lost);
          response.on('end', () => {
            clearTimeout(timer);
            resolve({
              status: response.statusCode as number,
              headers: response.headers,
              body: Buffer.concat(chunks),
            });
          });
        });
        request.end(body);
      });
    },
    connect(limitMs = CONNECT_MS) {
      return new Promise((resolve) => {
        // The name that a certificate is asked for; an address has none.
        const servername = isIP(host) ? '' : host;
        const options = { host, port, servername };
        const socket = createConnection(options as never) as Socket;
        const settle = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => socket.destroy(), limitMs);
        socket.once(made, () => {
          ready = socket.unref();
          settle();
        });
        // Once it has been made, whoever uses it hears of its end.
        socket.on('error', () => {});
        socket.once('close', settle);
      });
    },
    closeIdle() {
      ready?.destroy();
      const idle = Object.values(agent.freeSockets as Record<string, Socket[]>).flat();
      for (const socket of idle) socket.destroy();
    },
  };
}
