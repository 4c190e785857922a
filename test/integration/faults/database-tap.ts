import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { close, listen, readBody } from '#tools/cdk-local/http-server.ts';

/** One call of the DynamoDB API. */
export interface TappedCall {
  /** `PutItem`, `GetItem`, ... */
  readonly operation: string;
  /** What is to be written; absent for what writes no whole item. */
  readonly item: Readonly<Record<string, { readonly S?: string; readonly N?: string }>> | undefined;
}

/** What stands between the functions and their database: it sees all that is written, and can keep it waiting. */
export interface DatabaseTap {
  readonly endpoint: string;
  /** Where calls go from now on. */
  connect(database: string): void;
  /** Every item that was written, the newest last. */
  readonly written: NonNullable<TappedCall['item']>[];
  /** Awaited before a call reaches the database. */
  before: (call: TappedCall) => unknown;
  /** Awaited after a call that the database carried out, before its caller hears of it. */
  after: (call: TappedCall) => unknown;
  stop(): Promise<void>;
}

const MAX_BYTES = 2 * 1024 * 1024;

export async function startDatabaseTap(): Promise<DatabaseTap> {
  let database = new URL('http://127.0.0.1:1');

  function pass({ method, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = database;
      httpRequest({ hostname, port, method, headers, path: '/' }, resolve).on('error', reject).end(body);
    });
  }

  const server = createServer((incoming, outgoing) => {
    void carryOut().catch(() => outgoing.destroy());
    async function carryOut() {
      const body = (await readBody(incoming, MAX_BYTES)) as Buffer;
      const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) as string;
      const call: TappedCall = { operation, item: JSON.parse(body.toString()).Item };
      await tap.before(call);
      const answer = await pass(incoming, body);
      const text = (await readBody(answer, MAX_BYTES)) as Buffer;
      if (answer.statusCode === 200) {
        if (call.item !== undefined) tap.written.push(call.item);
        await tap.after(call);
      }
      outgoing.writeHead(answer.statusCode as number, answer.headers).end(text);
    }
  });

  const tap: DatabaseTap = {
    endpoint: await listen(server),
    connect(endpoint) {
      database = new URL(endpoint);
    },
    written: [],
    before: () => {},
    after: () => {},
    stop: () => close(server),
  };
  return tap;
}
