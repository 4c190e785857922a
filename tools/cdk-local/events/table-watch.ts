import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
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
 * Stands between the functions and the database, and tells of every item that was written: a stream, for databases that
 * have none.
 */
export async function watchTable(database: string, onChange: (change: Change) => void): Promise<TableWatch> {
  const { hostname, port } = new URL(database);
  const to = { hostname, port, method: 'POST', path: '/' };

  function tell(headers: IncomingHttpHeaders, body: Buffer): void {
    const target = String(headers['x-amz-target']);
    const { Item, TableName, Key } = JSON.parse(body.toString());
    if (target.endsWith('.PutItem')) onChange({ table: TableName, dynamodb: { NewImage: Item } });
    if (!target.endsWith('.UpdateItem')) return;
    // What an update leaves is not in the request: the item is read.
    const question = JSON.stringify({ TableName, Key, ConsistentRead: true });
    const reading = {
      ...headers,
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-length': question.length,
    };
    request({ ...to, headers: reading }, async (answer) => {
      const stored = await readBody(answer, MAX_BYTES);
      if (stored) onChange({ table: TableName, dynamodb: { NewImage: JSON.parse(stored.toString()).Item } });
    })
      .on('error', () => {})
      .end(question);
  }

  const server = createServer(async (incoming, outgoing) => {
    const body = await readBody(incoming, MAX_BYTES);
    if (body === undefined) return void outgoing.destroy();
    const { headers } = incoming;
    request({ ...to, headers }, (answer) => {
      if (answer.statusCode === 200) tell(headers, body);
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    })
      .on('error', () => breakOff(outgoing))
      .end(body);
  });
  return { endpoint: await listen(server), stop: () => close(server) };
}

function breakOff(outgoing: ServerResponse): void {
  outgoing.destroy();
}
