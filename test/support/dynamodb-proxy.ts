import { createServer, request as httpRequest } from 'node:http';
import { close, listen, readBody } from '#local/http-server.ts';

/** One call of the DynamoDB API, as it passes by. */
export interface PassingCall {
  /** `PutItem`, `GetItem`, ... */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DynamoDbProxy {
  readonly endpoint: string;
  /** Holds every call that the test says from now on: it never reaches the database. */
  holdWhen(isHeld: (call: PassingCall) => boolean): void;
  /** The calls that are held. */
  readonly held: readonly PassingCall[];
  stop(): Promise<void>;
}

const NOTHING = () => false;

/** A proxy before a DynamoDB that can keep calls from it. */
export async function startDynamoDbProxy(database: string): Promise<DynamoDbProxy> {
  const held: PassingCall[] = [];
  let isHeld: (call: PassingCall) => boolean = NOTHING;
  const target = new URL(database);

  const server = createServer(async (incoming, outgoing) => {
    const body = (await readBody(incoming, 1024 * 1024)) as Buffer;
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) as string;
    const call = { operation, body: JSON.parse(body.toString()) };
    if (isHeld(call)) return void held.push(call);
    const { hostname, port } = target;
    const { method, headers } = incoming;
    httpRequest({ hostname, port, method, headers, path: '/' }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    })
      .on('error', () => outgoing.destroy())
      .end(body);
  });
  return {
    endpoint: await listen(server),
    held,
    holdWhen(condition) {
      isHeld = condition;
    },
    stop: () => close(server),
  };
}
