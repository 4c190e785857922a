import { setTimeout as delay } from 'node:timers/promises';
import { sign } from '#shared/pockyt/signature.ts';
import { barrier } from '#test/support/barrier.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import { CALL_LOST, openShop, REFUSED } from './shop.ts';

const shop = openShop();
let reference: string;
beforeEach(() => {
  reference = shop.newReference();
});

/** Long for everybody who is on the way, and short for a call to the database. */
const PATIENCE_MS = 500;

/** Has an order made at Pockyt by somebody else, under our reference. */
async function orderOfSomebodyElse() {
  const order = {
    merchantNo: CREDENTIALS.merchantNo,
    storeNo: CREDENTIALS.storeNo,
    amount: '10.00',
    currency: 'USD',
    settleCurrency: 'USD',
    vendor: 'alipay',
    reference,
    callbackUrl: 'https://shop.example/back',
    terminal: 'ONLINE',
    osType: 'IOS',
  };
  const body = { ...order, verifySign: sign(order, CREDENTIALS.token) };
  await fetch(`${shop.simulator.baseUrl}/online/v3/secure-pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return shop.orders(reference)[0]?.transactionNo as string;
}

it('a payment that is asked about while it is created is that of the link that is handed out', async () => {
  shop.simulator.repeatedReference = 'second-order';
  try {
    const old = await orderOfSomebodyElse();
    let asked: Promise<unknown> | undefined;
    // It is written that an order is to be made, and the order is not made yet.
    shop.tap.after = ({ item }) => {
      if (item?.reference?.S !== reference || asked !== undefined) return;
      asked = shop.refresh(reference);
      return asked;
    };
    const { paymentUrl } = await shop.made(reference);
    expect(asked).toBeDefined();
    const order = shop.orders(reference).find(({ cashierUrl }) => cashierUrl === paymentUrl);
    expect(order?.transactionNo).not.toBe(old);

    shop.becomes(order?.transactionNo, 'success');
    expect(await shop.tell(order?.transactionNo)).toEqual({ status: 200, text: 'success' });
    await shop.sweepFor(3 * HOUR);
    expect((await shop.read(reference)).body).toMatchObject({
      status: 'paid',
      transactionNo: order?.transactionNo,
    });
    expect(shop.events(reference).map(({ status }) => status)).not.toContain('expired');
  } finally {
    shop.simulator.repeatedReference = 'refuse';
  }
});

it('no reference is sent twice, whoever of two equal requests writes first', async () => {
  shop.faults.next('secure-pay', CALL_LOST);
  await shop.create(reference);
  await shop.sweepFor(10 * MINUTE);
  expect((await shop.read(reference)).body.status).toBe('rejected');

  // Pockyt refuses the order of the first, so that the second finds the payment as free as it was.
  shop.faults.next('secure-pay', REFUSED);
  const both = barrier(2);
  let writers = 0;
  let first: Promise<unknown> = Promise.resolve();
  shop.tap.before = async ({ item }) => {
    // Whoever tries to be the first of all writes version 1.
    if (item?.reference?.S !== reference || item.status?.S !== 'creating' || item.version?.N === '1') return;
    const place = ++writers;
    await Promise.race([both(), delay(PATIENCE_MS)]);
    if (place === 2) await Promise.race([first, delay(PATIENCE_MS)]);
  };
  const requests = [shop.create(reference), shop.create(reference)];
  first = Promise.race(requests);
  await Promise.all(requests);

  expect(writers).toBeGreaterThanOrEqual(2);
  const sent = shop.calls('secure-pay').map((call) => call.reference);
  expect(new Set(sent).size).toBe(sent.length);
  shop.tap.before = () => {};
  expect([200, 201]).toContain((await shop.repeat(reference)).status);
});
