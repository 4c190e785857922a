import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { close, listen, readBody } from '#tools/cdk-local/http-server.ts';

/** A request on its way to the endpoint. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  /** Names in lower case, in the order in which they came; a name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** An answer on its way back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What is done to whatever passes. What is not said is left as it is. */
export interface Break {
  request?(request: Passing): Passing;
  answer?(answer: Reply, request: Passing): Reply;
}

/** Thrown by a break that answers nothing. */
export class HangUp extends Error {}

export interface BreakingProxy {
  readonly url: string;
  stop(): Promise<void>;
}

const LIMIT = 64 * 1024 * 1024;
/** What describes the connection and the length, which are the proxy's own. */
const OWN = ['connection', 'content-length', 'transfer-encoding', 'keep-alive'];

/** A proxy that passes everything on, byte for byte, but for what `broken` does to it. */
export async function startBreakingProxy(target: string, broken: Break): Promise<BreakingProxy> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const passing = await passingOf(incoming);
      const reply = await forward(target, broken.request?.(passing) ?? passing);
      const { status, headers, body } = broken.answer?.(reply, passing) ?? reply;
      outgoing.writeHead(status, headers as Record<string, string>).end(Buffer.from(body, 'latin1'));
    } catch {
      outgoing.destroy();
    }
  });
  return { url: await listen(server), stop: () => close(server) };
}

async function passingOf(incoming: IncomingMessage): Promise<Passing> {
  const { method = '', url: path = '', rawHeaders } = incoming;
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const headers = names.map((name, index) => [name.toLowerCase(), rawHeaders[index * 2 + 1]!] as const);
  const body = (await readBody(incoming, LIMIT))!.toString('latin1');
  return { method, path, headers: headers.filter(([name]) => !OWN.includes(name)), body };
}

async function forward(target: string, { method, path, headers, body }: Passing): Promise<Reply> {
  const bytes = Buffer.from(body, 'latin1');
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  httpRequest(target, {
    method,
    path,
    headers: [...headers.flat(), 'content-length', String(bytes.length)],
  })
    .on('response', resolve)
    .on('error', reject)
    .end(bytes);
  const answer = await promise;
  const replied = (await readBody(answer, LIMIT))!.toString('latin1');
  const kept = Object.entries(answer.headers).filter(([name]) => !OWN.includes(name));
  return { status: answer.statusCode!, headers: Object.fromEntries(kept), body: replied };
}

/** The body of a JSON message, changed; UTF-8 within. */
export function changeJson<T extends { readonly body: string }>(
  message: T,
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the message holds
  change: (document: any) => unknown,
): T {
  const text = Buffer.from(message.body, 'latin1').toString('utf8');
  const changed = JSON.stringify(change(JSON.parse(text)));
  return { ...message, body: Buffer.from(changed).toString('latin1') };
}
