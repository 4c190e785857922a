import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import { openShop } from './shop.ts';

const FINAL = ['closed', 'expired', 'failed', 'rejected'];

describe('what becomes of a paid payment is found without a word from anybody', () => {
  const shop = openShop({ PAID_CHECKS: '60,300' });
  let reference: string;
  beforeEach(() => {
    reference = shop.newReference();
  });

  it('a reversal', async () => {
    const { transactionNo } = await shop.paid(reference);
    await shop.sweepFor(2 * MINUTE);
    shop.becomes(transactionNo, 'reversed');
    await shop.sweepFor(10 * MINUTE);
    expect((await shop.read(reference)).body.status).toBe('reversed');
    expect(shop.events(reference).at(-1)).toMatchObject({ eventFrom: 'paid', status: 'reversed' });
  });

  it("a refund of a part in Pockyt's portal", async () => {
    const { transactionNo } = await shop.paid(reference);
    await shop.sweepFor(2 * MINUTE);
    shop.simulator.refundAtPortal(transactionNo as string, '3.00');
    await shop.sweepFor(10 * MINUTE);
    expect((await shop.read(reference)).body).toMatchObject({ status: 'paid', refundedAmount: '3.00' });
    expect(shop.events(reference).at(-1)).toMatchObject({
      eventType: 'PaymentRefundChanged',
      status: 'paid',
    });
  });

  it("a refund of everything in Pockyt's portal", async () => {
    const { transactionNo } = await shop.paid(reference);
    await shop.sweepFor(2 * MINUTE);
    shop.simulator.refundAtPortal(transactionNo as string);
    await shop.sweepFor(10 * MINUTE);
    expect((await shop.read(reference)).body).toMatchObject({ status: 'refunded', refundedAmount: '10.00' });
    expect(shop.events(reference).at(-1)).toMatchObject({ eventFrom: 'paid', status: 'refunded' });
  });
});

describe('what a notice claims is asked about within minutes', () => {
  const shop = openShop();
  let reference: string;
  beforeEach(() => {
    reference = shop.newReference();
  });

  /** A link that nobody looks at for almost two hours, unless a notice comes. */
  async function quietLink() {
    const { transactionNo } = await shop.made(reference);
    await shop.sweepFor(10 * MINUTE);
    return transactionNo as string;
  }

  it.each(['init', 'dealing', 'pending'])(
    'when the customer has paid and Pockyt still answers %s for three minutes',
    async (word) => {
      const transactionNo = await quietLink();
      shop.becomes(transactionNo, word);
      expect(await shop.tell(transactionNo, { status: 'success' })).toEqual({ status: 200, text: 'success' });
      await shop.sweepFor(3 * MINUTE);
      shop.becomes(transactionNo, 'success');
      await shop.sweepFor(5 * MINUTE);
      expect((await shop.read(reference)).body.status).toBe('paid');
    },
  );

  it('when the customer has paid and Pockyt does not know the order for three minutes', async () => {
    const transactionNo = await quietLink();
    shop.faults.always('tran-query', { kind: 'refuse', code: '000021', message: 'no related information' });
    expect(await shop.tell(transactionNo, { status: 'success' })).toEqual({ status: 200, text: 'success' });
    await shop.sweepFor(3 * MINUTE);
    shop.faults.clear();
    shop.becomes(transactionNo, 'success');
    await shop.sweepFor(5 * MINUTE);
    expect((await shop.read(reference)).body.status).toBe('paid');
  });

  it('when a paid payment is reversed and Pockyt still answers success for three minutes', async () => {
    const { transactionNo } = await shop.paid(reference);
    await shop.sweepFor(10 * MINUTE);
    const told = await shop.tell(transactionNo, { status: 'reversed' });
    expect(told).toEqual({ status: 200, text: 'success' });
    await shop.sweepFor(3 * MINUTE);
    shop.becomes(transactionNo, 'reversed');
    await shop.sweepFor(5 * MINUTE);
    expect((await shop.read(reference)).body.status).toBe('reversed');
  });

  it('at least six times within about an hour, and no more than a dozen, when it never comes true', async () => {
    const transactionNo = await quietLink();
    await shop.tell(transactionNo, { status: 'success' });
    const asked = shop.calls('tran-query').length;
    await shop.sweepFor(70 * MINUTE);
    expect(shop.calls('tran-query').length - asked).toBeGreaterThanOrEqual(6);
    expect(shop.calls('tran-query').length - asked).toBeLessThanOrEqual(12);
  });

  it.each([
    ['a later one that says less', { status: 'pending' }],
    ['a later one of another number', { status: 'success', transactionNo: '297512345678000099' }],
    ['a later one of another amount', { status: 'success', amount: '6.00' }],
  ])('though %s comes', async (_, later) => {
    const transactionNo = await quietLink();
    await shop.tell(transactionNo, { status: 'success' });
    await shop.tell(transactionNo, later);
    shop.becomes(transactionNo, 'success');
    await shop.sweepFor(2 * MINUTE);
    expect((await shop.read(reference)).body.status).toBe('paid');
  });

  it('and until then nothing expires', async () => {
    const { transactionNo } = await shop.made(reference, { timeout: '10' });
    await shop.sweepFor(9 * MINUTE);
    await shop.tell(transactionNo, { status: 'success' });
    // Two minutes after the expiry.
    await shop.sweepFor(3 * MINUTE);
    expect((await shop.read(reference)).body.status).toBe('pending');
    shop.becomes(transactionNo, 'success');
    await shop.sweepFor(15 * MINUTE);
    expect((await shop.read(reference)).body.status).toBe('paid');
    expect(shop.events(reference).map(({ status }) => status)).not.toContain('expired');
  });
});

describe('every payment comes to its end, and is then left alone', () => {
  const shop = openShop();
  let reference: string;
  beforeEach(() => {
    reference = shop.newReference();
  });

  /** What is stored once everything has been asked that is ever asked. */
  async function end() {
    await shop.sweepFor(100 * DAY);
    const { status, dueAt } = await shop.item(reference);
    return { isFinal: FINAL.includes(String(status)), dueAt };
  }

  it('when a notice claimed what never came true', async () => {
    const { transactionNo } = await shop.made(reference);
    await shop.tell(transactionNo, { status: 'success' });
    expect(await end()).toEqual({ isFinal: true, dueAt: undefined });
  });

  it('when Pockyt once said that it was dealing with it', async () => {
    const { transactionNo } = await shop.made(reference);
    shop.becomes(transactionNo, 'dealing');
    await shop.sweepFor(2 * MINUTE);
    shop.becomes(transactionNo, 'init');
    expect(await end()).toEqual({ isFinal: true, dueAt: undefined });
  });

  it('when Pockyt says for ever that it is dealing with it', async () => {
    const { transactionNo } = await shop.made(reference);
    shop.becomes(transactionNo, 'dealing');
    expect(await end()).toEqual({ isFinal: true, dueAt: undefined });
  });

  it('when Pockyt answers a word that nobody knows', async () => {
    const { transactionNo } = await shop.made(reference);
    shop.becomes(transactionNo, 'on-hold');
    expect(await end()).toEqual({ isFinal: true, dueAt: undefined });
    expect(FINAL).toContain(shop.events(reference).at(-1)?.status);
  });

  it('when Pockyt answers that it knows no such order', async () => {
    await shop.made(reference);
    shop.faults.always('tran-query', { kind: 'refuse', code: '000021', message: 'no related information' });
    expect(await end()).toEqual({ isFinal: true, dueAt: undefined });
    expect(FINAL).toContain(shop.events(reference).at(-1)?.status);
  });
});

describe('an order that waits for the payment confirmation when its time is over', () => {
  const shop = openShop();
  let reference: string;
  beforeEach(() => {
    reference = shop.newReference();
  });

  it('is not expired, and is found paid', async () => {
    const { transactionNo } = await shop.made(reference, { timeout: '10' });
    shop.becomes(transactionNo, 'pending');
    await shop.sweepFor(HOUR);
    expect((await shop.read(reference)).body.status).toBe('pending');
    shop.becomes(transactionNo, 'success');
    await shop.sweepFor(2 * HOUR);
    expect((await shop.read(reference)).body.status).toBe('paid');
    expect(shop.events(reference).map(({ status }) => status)).not.toContain('expired');
  });

  it.each(['pending', 'dealing'])('expires a day later, if it still does (%s)', async (word) => {
    const { transactionNo } = await shop.made(reference, { timeout: '10' });
    shop.becomes(transactionNo, word);
    const { expiresAt } = await shop.item(reference);
    await shop.sweepFor(2 * DAY);
    expect((await shop.read(reference)).body.status).toBe('expired');
    const told = shop.events(reference).find(({ status }) => status === 'expired');
    const late = Date.parse(String(told?.eventAt)) - Date.parse(String(expiresAt));
    expect(late).toBeGreaterThanOrEqual(DAY);
    expect(late).toBeLessThanOrEqual(DAY + 2 * MINUTE + SECOND);
  });
});
