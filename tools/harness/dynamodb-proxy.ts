import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen, readBody } from '../cdk-local/http-server.ts';
import { type DatabaseFault, showFault } from './database-fault.ts';

/** One call of the DynamoDB API, as it passes by. */
export interface PassingCall {
  /** `PutItem`, `GetItem`, ... */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The same for every attempt that an SDK makes at one command. */
  readonly invocation: string;
}

export interface DynamoDbProxy {
  readonly endpoint: string;
  /** Holds every call that the test says from now on: it never reaches the database. */
  holdWhen(isHeld: (call: PassingCall) => boolean): void;
  /** Lets every call go wrong that the test says from now on, in the way that it says. */
  failWhen(faultOf: (call: PassingCall) => DatabaseFault | undefined): void;
  /** The calls that are held. */
  readonly held: readonly PassingCall[];
  stop(): Promise<void>;
}

/** A proxy before a DynamoDB that can keep calls from it, and its answers from the callers. */
export async function startDynamoDbProxy(database: string): Promise<DynamoDbProxy> {
  const held: PassingCall[] = [];
  let isHeld: (call: PassingCall) => boolean = () => false;
  let faultOf: (call: PassingCall) => DatabaseFault | undefined = () => undefined;
  const { hostname, port } = new URL(database);

  /** Carries the call out. */
  function pass(
    { method, headers }: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
  ): Promise<IncomingMessage> {
    return new Promise((resolve) => {
      httpRequest({ hostname, port, method, headers, path: '/' }, resolve)
        .on('error', () => outgoing.destroy())
        .end(body);
    });
  }

  const server = createServer(async (incoming, outgoing) => {
    const body = (await readBody(incoming, 1024 * 1024)) as Buffer;
    const call = {
      operation: String(incoming.headers['x-amz-target']).split('.').at(-1) as string,
      body: JSON.parse(body.toString()),
      invocation: String(incoming.headers['amz-sdk-invocation-id']),
    };
    if (isHeld(call)) return void held.push(call);
    const fault = faultOf(call);
    if (fault !== undefined && fault !== 'reply lost') return showFault(fault, outgoing);
    const answer = await pass(incoming, body, outgoing);
    if (fault === 'reply lost') return void answer.resume().once('end', () => outgoing.destroy());
    outgoing.writeHead(answer.statusCode as number, answer.headers);
    answer.pipe(outgoing);
  });
  return {
    endpoint: await listen(server),
    held,
    holdWhen(condition) {
      isHeld = condition;
    },
    failWhen(plan) {
      faultOf = plan;
    },
    stop: () => close(server),
  };
}
