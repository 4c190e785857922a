import { createServer, request, type ServerResponse } from 'node:http';
import { close, listen, readBody } from '../http-server.ts';
import type { Change } from './event.ts';

export interface TableWatch {
  /** What the functions use in place of the database's own address. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** More than an item may have. */
const MAX_BYTES = 1024 * 1024;

/**
 * Stands between the functions and the database, and tells of every item that was put: a stream, for databases that
 * have none.
 */
export async function watchTable(database: string, onChange: (change: Change) => void): Promise<TableWatch> {
  const { hostname, port } = new URL(database);
  const server = createServer(async (incoming, outgoing) => {
    const body = await readBody(incoming, MAX_BYTES);
    if (body === undefined) return void outgoing.destroy();
    const { method, headers } = incoming;
    request({ hostname, port, method, headers, path: '/' }, (answer) => {
      const isPut = String(headers['x-amz-target']).endsWith('.PutItem');
      if (isPut && answer.statusCode === 200) onChange({ dynamodb: { NewImage: itemIn(body) } });
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    })
      .on('error', () => breakOff(outgoing))
      .end(body);
  });
  return { endpoint: await listen(server), stop: () => close(server) };
}

function itemIn(body: Buffer): Record<string, unknown> {
  return JSON.parse(body.toString()).Item;
}

function breakOff(outgoing: ServerResponse): void {
  outgoing.destroy();
}
