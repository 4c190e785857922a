import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Canned, cannedAnswers, type Service } from './answers.ts';

/** What the benchmark sends to this process. */
export interface MockStart {
  readonly key: string;
  readonly cert: string;
  readonly canned: Canned;
}

/** What comes back: the ports. */
export type MockPorts = Readonly<Record<Service, number>>;

// A process of its own, so that none of its work counts as a function's. HTTPS, and never plain HTTP: handshakes are
// much of a cold start, and the AWS SDK takes another way through plain HTTP.
process.once('message', async ({ key, cert, canned }: MockStart) => {
  const answer = cannedAnswers(canned);
  const ports: Partial<Record<Service, number>> = {};
  for (const service of ['dynamodb', 'secretsmanager', 'pockyt'] as const) {
    const server = createServer({ key, cert }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const target = String(request.headers['x-amz-target'] || request.url);
        const { status, body } = answer(service, target, Buffer.concat(chunks).toString());
        response.writeHead(status, {
          'content-type': service === 'pockyt' ? 'application/json' : 'application/x-amz-json-1.0',
          'content-length': Buffer.byteLength(body),
        });
        response.end(body);
      });
    });
    server.keepAliveTimeout = 120_000;
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ports[service] = (server.address() as AddressInfo).port;
  }
  process.send?.(ports);
});
process.on('disconnect', () => process.exit());
