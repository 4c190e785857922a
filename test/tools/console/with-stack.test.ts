import { setTimeout as delay } from 'node:timers/promises';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { type EventStream, openEventStream } from '../support/event-stream.ts';

let stack: Stack;
const streams: EventStream[] = [];

beforeAll(async () => {
  stack = await startStack();
}, 60_000);

afterAll(async () => {
  for (const stream of streams) stream.close();
  await stack?.stop();
});

const send = (path: string, form: Record<string, string> = {}) =>
  fetch(`${stack.url}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

const read = async (path: string) => (await fetch(`${stack.url}${path}`)).text();

/** Follows a stream until an event shows this. */
async function follow(path: string) {
  const stream = await openEventStream(`${stack.url}${path}`);
  streams.push(stream);
  return async (shown: string) => {
    for (;;) {
      const event = await stream.next<{ sections: Record<string, string>; said?: string }>();
      if (JSON.stringify(event.sections).includes(shown)) return event;
    }
  };
}

const FORM = {
  amount: '10.00',
  currency: 'USD',
  vendor: 'alipay',
  callbackUrl: 'https://shop.example/thanks',
  description: '',
  goodsInfo: '[{"goods_name":"tea","quantity":1}]',
};

/** Creates a link by the form, and gives where the browser is sent. */
async function create(reference: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await send('/console/payments', { ...FORM, reference, ...more });
  expect(answer.status).toBe(303);
  return answer.headers.get('location')!;
}

const transactionNo = (reference: string) => stack.simulator.orders.byReference(reference)[0]!.transactionNo;

describe('the console of the running stack', () => {
  it('creates a link by its form, lists it, and follows it until it is paid', async () => {
    const list = await follow('/console/live');
    await list('No payments yet');
    const page = await create('order-1');
    expect(page).toMatch(/^\/console\/payments\/order-1\?outcome=/);
    expect((await list('status pending')).sections.payments).toContain('order-1');

    const created = await read(page);
    expect(created).toContain('Created');
    expect(created).toContain('As curl');
    expect(created).toMatch(/href="http:\/\/127\.0\.0\.1:\d+\/appTransaction\//);
    const image = await fetch(`${stack.url}/console/payments/order-1/qr-code`);
    expect(image.headers.get('content-type')).toBe('image/svg+xml');
    expect(await image.text()).toMatch(/^<svg/);

    const payment = await follow('/console/live?reference=order-1');
    await payment('status pending');
    await stack.simulator.pay(transactionNo('order-1'));
    expect((await list('status paid')).said).toBe('order-1 is paid.');
    const { sections } = await payment('status paid');
    expect(sections.timeline).toContain('A notice came, signed with the current credentials');
    expect(sections.timeline).toContain('Pockyt was asked since a notice came');
    expect(sections.orders).toContain('It is paid.');
    expect((await fetch(`${stack.url}/console/payments/order-1/qr-code`)).status).toBe(409);
  });

  it('gives the form back with what was entered and what the API says of it', async () => {
    const answer = await send('/console/payments', { ...FORM, reference: 'order-2', amount: '1,00' });
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(html).toMatch(/id="field-amount"[^>]*aria-invalid="true"[^>]*value="1,00"/);
    expect(html).toContain('id="error-amount">Must be a decimal string above zero');
    expect(html).toContain('curl -X POST');
    expect(stack.simulator.orders.byReference('order-2')).toEqual([]);
  });

  it('shows the way to what is stored when the reference is another request’s', async () => {
    await create('order-3');
    const answer = await send('/console/payments', { ...FORM, reference: 'order-3', amount: '11.00' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('href="/console/payments/order-3"');
  });

  it('acts by the API, and tells what came of it', async () => {
    await create('order-4');
    const act = async (action: string, form?: Record<string, string>) => {
      const answer = await send(`/console/payments/order-4/${action}`, form);
      return read(answer.headers.get('location')!);
    };
    expect(await act('again')).toContain('The request was sent again');
    await stack.simulator.pay(transactionNo('order-4'));
    expect(await act('refresh')).toContain('Pockyt was asked');
    expect(await act('cancel')).toContain('There is nothing to cancel');

    const refused = await act('refund', { refundAmount: '1,00', refundReference: 'back-1' });
    expect(refused).toMatch(/id="field-refundAmount"[^>]*value="1,00"[^>]*aria-invalid="true"/);
    expect(refused).toMatch(/id="field-refundReference"[^>]*value="back-1"/);
    const refunded = await act('refund', { refundAmount: '3.00', refundReference: 'back-1' });
    expect(refunded).toContain('Paid; 3.00 USD refunded, 7.00 USD can still be refunded.');
    expect(refunded).toMatch(/id="field-refundAmount"[^>]*value="7.00"/);
  });

  it('refunds the order that is named, where money is in two', async () => {
    stack.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    expect((await send('/console/payments', { ...FORM, reference: 'order-6' })).status).toBe(502);
    await send('/console/payments/order-6/again');
    const [lost, replaced] = ['order-6', 'order-6--2'].map(transactionNo) as [string, string];
    // An order that was asked about is not asked about again at once.
    await delay(5_100);
    for (const number of [lost, replaced]) await stack.simulator.pay(number);
    const page = await read('/console/payments/order-6');
    expect(page).toContain(`Money is in ${lost} and ${replaced}: refund what is too much.`);

    const refund = async (transactionNo: string) => {
      const form = { refundAmount: '10.00', refundReference: 'back-6', transactionNo };
      const answer = await send('/console/payments/order-6/refund', form);
      return read(answer.headers.get('location')!);
    };
    expect(await refund('')).toMatch(
      /<a href="#field-transactionNo">transactionNo<\/a>: Must name the order/,
    );
    const refunded = await refund(lost);
    expect(refunded).toContain('It was paid, and all of it was refunded.');
    expect(refunded).not.toContain('field-transactionNo');
    expect(stack.simulator.orders.byTransactionNo(lost)?.refunds).toHaveLength(1);
    expect(stack.simulator.orders.byTransactionNo(replaced)?.refunds).toHaveLength(0);
  });

  it('tells nothing of an outcome that it does not know', async () => {
    await create('order-5');
    expect(await read('/console/payments/order-5?outcome=made-up')).not.toContain('class="card notice');
  });
});
