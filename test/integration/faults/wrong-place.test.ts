import { DAY, HOUR } from '#tools/harness/clock.ts';
import { ANSWER_LOST, openShop, REFUSED } from './shop.ts';

describe('references are independent', () => {
  const shop = openShop();

  it('a payment called like the further order of another is a payment of its own', async () => {
    shop.faults.next('secure-pay', ANSWER_LOST, REFUSED);
    await shop.create('order-1');
    await shop.repeat('order-1');

    const other = await shop.create('order-1-2', { amount: '99.00' });
    expect([other.status, other.body.reference, other.body.amount]).toEqual([201, 'order-1-2', '99.00']);
    expect((await shop.read('order-1')).body).toMatchObject({ reference: 'order-1', amount: '10.00' });
    expect((await shop.repeat('order-1')).body).toMatchObject({ reference: 'order-1', amount: '10.00' });
    expect((await shop.read('order-1-2')).body).toMatchObject({ status: 'pending', amount: '99.00' });
  });

  it('a payment can be made under the name of the further order of another that can be paid', async () => {
    shop.faults.next('secure-pay', ANSWER_LOST);
    await shop.create('order-2');
    expect((await shop.repeat('order-2')).status).toBe(201);

    const other = await shop.create('order-2-2', { amount: '99.00' });
    expect([other.status, other.body.reference, other.body.amount]).toEqual([201, 'order-2-2', '99.00']);
  });

  describe('no name of a further order leads to its payment', () => {
    /** A payment with two orders at Pockyt, the second of which can be paid, and the name of that one there. */
    async function paymentOfTwoOrders() {
      shop.faults.next('secure-pay', ANSWER_LOST);
      await shop.create('order-3');
      expect((await shop.repeat('order-3')).status).toBe(201);
      return shop.calls('secure-pay').at(-1)?.reference as string;
    }

    it('when it is read', async () => {
      const name = await paymentOfTwoOrders();
      expect((await shop.read(name)).status).toBe(404);
      expect((await shop.read('order-3-2')).status).toBe(404);
    });

    it('when it is cancelled', async () => {
      const name = await paymentOfTwoOrders();
      expect((await shop.cancel(name)).status).toBe(404);
      expect((await shop.cancel('order-3-2')).status).toBe(404);
      expect((await shop.refresh('order-3')).body.status).toBe('pending');
    });

    it('when it is refunded', async () => {
      const name = await paymentOfTwoOrders();
      shop.becomes((await shop.read('order-3')).body.transactionNo, 'success');
      await shop.refresh('order-3');
      expect((await shop.refund(name, 'refund-1', '10.00')).status).toBe(404);
      expect((await shop.refund('order-3-2', 'refund-1', '10.00')).status).toBe(404);
      expect(shop.calls('refund')).toHaveLength(0);
    });
  });

  it.each(['order--2', 'order--02', 'order---10', '--7'])(
    'a reference that could be the name of a further order, such as %s, is refused',
    async (reference) => {
      const { status, body } = await shop.create(reference);
      expect([status, body.type]).toEqual([400, 'urn:pockyt-payment-links:problem:invalid-request']);
      expect(shop.calls('secure-pay')).toHaveLength(0);
    },
  );

  it('an order that was refused leaves its name to nobody: the next has one of its own', async () => {
    shop.faults.next('secure-pay', REFUSED);
    expect((await shop.create('order-4', { vendor: 'paypal' })).status).toBe(422);
    expect((await shop.create('order-4')).status).toBe(201);
    const names = shop.calls('secure-pay').map(({ reference }) => reference);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('what is learnt about an order changes that order alone', () => {
  const shop = openShop();

  it('a reversal of the order that was closed leaves the payment paid by the other', async () => {
    shop.faults.next('secure-pay', ANSWER_LOST);
    await shop.create('two-1');
    const link = (await shop.repeat('two-1')).body;
    shop.becomes(link.transactionNo, 'success');
    await shop.tell(link.transactionNo);
    expect((await shop.read('two-1')).body.status).toBe('paid');

    const [closed] = shop.orders('two-1');
    shop.becomes(closed?.transactionNo, 'reversed');
    expect(await shop.tell(closed?.transactionNo)).toEqual({ status: 200, text: 'success' });
    expect((await shop.read('two-1')).body.status).toBe('paid');
    await shop.sweepFor(2 * DAY);
    expect((await shop.refresh('two-1')).body).toMatchObject({
      status: 'paid',
      transactionNo: link.transactionNo,
    });
    expect(shop.events('two-1').map(({ status }) => status)).not.toContain('reversed');
  });

  it('a lost order that was reversed instead of closed does not keep the next from being made and paid', async () => {
    shop.faults.next('secure-pay', ANSWER_LOST);
    await shop.create('two-2');
    const [lost] = shop.orders('two-2');
    shop.faults.next('cancel', {
      kind: 'slow',
      until: async () => shop.becomes(lost?.transactionNo, 'reversed'),
    });
    const { status, body } = await shop.repeat('two-2');
    expect([status, body.status]).toEqual([201, 'pending']);
    expect(body.transactionNo).not.toBe(lost?.transactionNo);

    shop.becomes(body.transactionNo, 'success');
    await shop.tell(body.transactionNo);
    expect((await shop.read('two-2')).body.status).toBe('paid');
    expect(shop.events('two-2').map((event) => event.status)).not.toContain('reversed');
  });
});

describe('money back is told as money back', () => {
  const shop = openShop();

  it('a customer who pays while the link is cancelled, and is given everything back, has not paid', async () => {
    const { transactionNo } = await shop.made('race-1');
    // Paid between the question, which is answered with what was true before, and the cancellation.
    shop.faults.next('tran-query', {
      kind: 'slow',
      until: async () => shop.becomes(transactionNo, 'success'),
    });
    await shop.cancel('race-1');
    expect(shop.orders('race-1')[0]?.refunds.map(({ amount }) => amount)).toEqual([1000n]);
    expect((await shop.read('race-1')).body.status).toBe('closed');

    await shop.tell(transactionNo);
    await shop.sweepFor(2 * DAY);
    expect((await shop.refresh('race-1')).body.status).toBe('closed');
    expect(shop.events('race-1').map(({ status }) => status)).not.toContain('paid');
  });
});

/** Pockyt refuses the first request, whose store is none of the merchant's, and takes the second. */
describe('an order is asked about, paid and refunded with its own store', () => {
  const WRONG = { storeNo: '300013' };
  const RIGHT = { storeNo: '300099' };

  describe('where notices are confirmed', () => {
    const shop = openShop();

    it('a genuine notice is confirmed at once', async () => {
      expect((await shop.create('store-1', WRONG)).status).toBe(422);
      const { transactionNo } = await shop.made('store-1', RIGHT);
      shop.becomes(transactionNo, 'success');
      expect(await shop.tell(transactionNo)).toEqual({ status: 200, text: 'success' });
      expect((await shop.read('store-1')).body.status).toBe('paid');
      const stores = shop.calls('tran-query').map(({ storeNo }) => storeNo);
      expect(new Set(stores)).toEqual(new Set([RIGHT.storeNo]));
    });
  });

  describe('where notices are not confirmed', () => {
    const shop = openShop({ CONFIRM_NOTICES: 'off' });

    it('a refund goes to the store that was paid', async () => {
      await shop.create('store-2', WRONG);
      const { transactionNo } = await shop.made('store-2', RIGHT);
      shop.becomes(transactionNo, 'success');
      await shop.tell(transactionNo);
      expect((await shop.read('store-2')).body.status).toBe('paid');

      expect((await shop.refund('store-2', 'refund-1', '3.00')).status).toBe(201);
      const stores = [...shop.calls('tran-query'), ...shop.calls('refund')].map(({ storeNo }) => storeNo);
      expect(new Set(stores)).toEqual(new Set([RIGHT.storeNo]));
    });

    it('a notice about another number than that of the order is none about it', async () => {
      await shop.create('store-3', WRONG);
      const { transactionNo } = await shop.made('store-3', RIGHT);
      await shop.tell(transactionNo, { transactionNo: '297512345678000099', status: 'success' });
      await shop.sweepFor(HOUR);
      expect((await shop.read('store-3')).body.status).toBe('pending');
      expect(shop.events('store-3').map(({ status }) => status)).not.toContain('paid');
    });
  });
});
