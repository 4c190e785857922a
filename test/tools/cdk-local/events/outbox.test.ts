import { createServer, type Server } from 'node:http';
import { until } from '#test/tools/support/condition.ts';
import type { BusEvent } from '#tools/cdk-local/events/event.ts';
import { createOutbox } from '#tools/cdk-local/events/outbox.ts';
import { close, listen, readBody } from '#tools/cdk-local/http-server.ts';

const event = { detail: { eventId: 'R-1#2' } } as unknown as BusEvent;

describe('the outbox', () => {
  let server: Server;
  let url: string;
  let statuses: number[];
  let taken: string[];
  beforeEach(async () => {
    statuses = [];
    taken = [];
    server = createServer(async (request, response) => {
      taken.push(String(await readBody(request, 10_000)));
      response.writeHead(statuses.shift() ?? 204).end();
    });
    url = await listen(server);
  });
  afterEach(() => close(server));

  it('posts an event until it is taken', async () => {
    statuses = [500, 404];
    const outbox = createOutbox(url, () => {}, 1);
    outbox.send(event);
    await until('it is taken', () => taken.length === 3);
    await outbox.stop();
    expect(taken.map((body) => JSON.parse(body))).toEqual([event, event, event]);
  });

  it('reports what nobody takes', async () => {
    const reports: unknown[][] = [];
    await close(server);
    const outbox = createOutbox(url, (...report) => reports.push(report), 1);
    outbox.send(event);
    await until('it is reported', () => reports.length === 1);
    expect(reports).toEqual([[event, expect.any(String)]]);
  });

  it('gives up at once when it is stopped, and sends nothing without an address', async () => {
    statuses = Array.from({ length: 10 }, () => 500);
    const outbox = createOutbox(url, () => {}, 60_000);
    outbox.send(event);
    await until('it is tried', () => taken.length === 1);
    const nowhere = createOutbox(undefined, () => {});
    nowhere.send(event);
    await nowhere.stop();
    expect(taken).toHaveLength(1);
  });
});
