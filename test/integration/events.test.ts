import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { BusEvent } from '#tools/cdk-local/events/event.ts';
import { close, listen, readBody } from '#tools/cdk-local/http-server.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { until } from '../tools/support/condition.ts';

/** Real writes of the running stack, through the filter and the template of the synthesised pipe. */
let stack: Stack;
let listener: Server;
let printed: BusEvent[];
let posted: BusEvent[];

const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true }));
const schemaOf = (kind: string) => JSON.parse(readFileSync(`docs/events/${kind}.schema.json`, 'utf8'));
const problemsOf = ({ detail, ...event }: BusEvent) => {
  const validate = ajv.getSchema(`urn:pockyt-payment-links:event:${event['detail-type']}:1`);
  return validate?.(detail) ? [] : [validate?.errors ?? `no schema for ${event['detail-type']}`];
};

beforeAll(async () => {
  for (const kind of ['PaymentStatusChanged', 'PaymentRefundChanged']) ajv.addSchema(schemaOf(kind));
  printed = [];
  posted = [];
  listener = createServer(async (request, response) => {
    posted.push(JSON.parse(String(await readBody(request, 100_000))));
    response.end();
  });
  const eventsUrl = await listen(listener);
  const seconds = Array.from({ length: 18 }, (_, index) => index + 1).join(',');
  const settings = { eventsUrl, checkDelays: seconds, paidChecks: seconds };
  stack = await startStack(settings, { eventLog: (event) => printed.push(event as BusEvent) });
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await close(listener);
});

const SHOPPER = {
  note: 'canary note',
  description: 'canary description',
  goodsInfo: [{ goods_name: 'canary goods', quantity: '1' }],
  callbackUrl: 'https://shop.example/back?who=canary',
};
async function create(reference: string) {
  const body = { amount: '13.00', currency: 'USD', vendor: 'alipay', reference, ...SHOPPER };
  return (await (await stack.merchant('/payment-links', body)).json()) as { transactionNo: string };
}
/** Lets the schedule run until so many events of a payment were told. */
const sweptUntil = (reference: string, events: number) =>
  until(`${events} events of ${reference}`, async () => {
    await stack.runSchedules();
    return toldOf(reference).length >= events;
  });
const toldOf = (reference: string) =>
  printed
    .filter(({ detail }) => detail.reference === reference)
    .map(({ 'detail-type': type, detail }) =>
      [
        type,
        detail.previousStatus,
        detail.status,
        detail.refundReference,
        detail.refundStatus,
        detail.refundedAmount,
      ].join(' '),
    );

it('tells of each change of status and of each refund, once, by the schema, and of nothing else', async () => {
  const { transactionNo } = await create('events-1');
  await stack.simulator.pay(transactionNo);
  await stack.merchant('/payment-links/events-1/refunds', { refundReference: 'one', refundAmount: '3.00' });
  stack.simulator.refundAtPortal(transactionNo, '2.00');
  await sweptUntil('events-1', 4);
  await stack.merchant('/payment-links/events-1');
  expect(toldOf('events-1')).toEqual([
    'PaymentStatusChanged creating pending   0.00',
    'PaymentStatusChanged pending paid   0.00',
    'PaymentRefundChanged paid paid one done 3.00',
    'PaymentRefundChanged paid paid   5.00',
  ]);

  await create('events-2');
  await stack.merchant('/payment-links/events-2/cancel', {});
  stack.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
  await create('events-3');
  expect([...toldOf('events-2'), ...toldOf('events-3')]).toEqual([
    'PaymentStatusChanged creating pending   0.00',
    'PaymentStatusChanged pending closed   0.00',
    'PaymentStatusChanged creating rejected   0.00',
  ]);

  const gone = await create('events-4');
  await stack.simulator.pay(gone.transactionNo);
  stack.simulator.setStatus(gone.transactionNo, 'reversed');
  await sweptUntil('events-4', 3);
  stack.simulator.refundAtPortal(transactionNo);
  await sweptUntil('events-1', 5);
  expect([...toldOf('events-4'), ...toldOf('events-1').slice(4)]).toEqual([
    'PaymentStatusChanged creating pending   0.00',
    'PaymentStatusChanged pending paid   0.00',
    'PaymentStatusChanged paid reversed   0.00',
    'PaymentStatusChanged paid refunded   13.00',
  ]);

  // The status stays, and money moves: a second payment by an order that was lost.
  const { faults } = stack.simulator;
  stack.simulator.repeatedReference = 'second-order';
  faults.next('secure-pay', { kind: 'cut', accept: 'now' });
  await create('events-5');
  const second = await create('events-5');
  await stack.simulator.pay(second.transactionNo);
  const [first] = stack.simulator.orders.byReference('events-5');
  await stack.simulator.pay(first?.transactionNo as string);
  await sweptUntil('events-5', 5);
  expect(toldOf('events-5')).toEqual([
    'PaymentStatusChanged creating unknown   0.00',
    'PaymentStatusChanged unknown rejected   0.00',
    'PaymentStatusChanged creating pending   0.00',
    'PaymentStatusChanged pending paid   0.00',
    'PaymentRefundChanged paid paid   0.00',
  ]);

  expect(printed.flatMap(problemsOf)).toEqual([]);
  const ids = printed.map(({ detail }) => detail.eventId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(JSON.stringify(printed)).not.toMatch(/canary/i);
  await until('everything is posted', () => posted.length === printed.length);
  expect(new Set(posted.map(({ id }) => id))).toEqual(new Set(printed.map(({ id }) => id)));
}, 30_000);

it('has a schema that refuses what is no such event', () => {
  const [event] = printed as [BusEvent];
  for (const change of [{ status: 'odd' }, { eventId: 'x' }, { refundedAmount: '3' }, { note: 'more' }]) {
    expect(problemsOf({ ...event, detail: { ...event.detail, ...change } })).toHaveLength(1);
  }
});
