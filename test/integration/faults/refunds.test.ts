import { openShop } from './shop.ts';

const shop = openShop();
let reference: string;
beforeEach(() => {
  reference = shop.newReference();
});

describe('no refund is sent while Pockyt, asked just before, contradicts the payment', () => {
  it.each([
    ['another amount', { amount: '6.00' }],
    ['an amount that is none', { amount: 'ten' }],
    ['another currency', { currency: 'GBP' }],
    ['another reference', { reference: 'somebody-else' }],
  ])('%s', async (_, result) => {
    await shop.paid(reference);
    shop.faults.always('tran-query', { kind: 'altered', result });
    expect([409, 502]).toContain((await shop.refund(reference, 'refund-1', '10.00')).status);
    expect(shop.calls('refund')).toHaveLength(0);
    shop.faults.clear();
    expect((await shop.refund(reference, 'refund-1', '10.00')).status).toBe(201);
  });
});

describe('no refund is sent where Pockyt says that all has been given back, in whatever shape', () => {
  const given = { refundTransactionId: '297512345678000077', refundReference: 'at-the-portal' };
  const all = { ...given, refundAmount: '10.00' };
  it.each([
    ['one object', all],
    ['a list as JSON text', JSON.stringify([all])],
    ['one object as JSON text', JSON.stringify(all)],
    ['only in renminbi', [{ ...given, refundRmbAmount: '72.00' }]],
    ['without any amount', [given]],
  ])('%s', async (_, refundInfo) => {
    await shop.paid(reference);
    shop.faults.always('tran-query', { kind: 'altered', result: { refundInfo } });
    expect([409, 502]).toContain((await shop.refund(reference, 'refund-1', '10.00')).status);
    expect(shop.calls('refund')).toHaveLength(0);
  });
});

it.each([
  ['3.00', '3'],
  ['3', '3.0'],
  ['3.50', '3.5'],
])('a refund of %s, asked for again as %s, is the same refund', async (amount, again) => {
  await shop.paid(reference);
  expect((await shop.refund(reference, 'refund-1', amount)).status).toBe(201);
  expect((await shop.refund(reference, 'refund-1', again)).status).toBe(200);
  expect(shop.calls('refund')).toHaveLength(1);
});

it('a refund whose outcome is unknown is the same in another spelling, and is sent once', async () => {
  await shop.paid(reference);
  shop.faults.next('refund', { kind: 'cut', accept: 'now' });
  expect((await shop.refund(reference, 'refund-1', '3.00')).status).toBe(502);
  shop.clock.pass(60_000);
  expect((await shop.refund(reference, 'refund-1', '3')).status).toBe(200);
  expect(shop.calls('refund')).toHaveLength(1);
});

describe('a refund that Pockyt definitely refuses frees its money', () => {
  it.each([
    ['000040', 'Account balance is not sufficient'],
    ['000021', 'no related information'],
  ])('%s (%s)', async (code, message) => {
    await shop.paid(reference);
    shop.faults.next('refund', { kind: 'refuse', code, message });
    const refused = await shop.refund(reference, 'refund-1', '10.00');
    expect([refused.status, refused.body.type]).toEqual([
      422,
      'urn:pockyt-payment-links:problem:refused-by-pockyt',
    ]);
    expect((await shop.refund(reference, 'refund-2', '10.00')).status).toBe(201);
    expect(shop.orders(reference)[0]?.refunds.map(({ amount }) => amount)).toEqual([1000n]);
  });

  it.each(['000040', '000021'])('%s, and the same refund may be asked for again', async (code) => {
    await shop.paid(reference);
    shop.faults.next('refund', { kind: 'refuse', code });
    expect((await shop.refund(reference, 'refund-1', '10.00')).status).toBe(422);
    expect((await shop.refund(reference, 'refund-1', '10.00')).status).toBe(201);
    expect(shop.orders(reference)[0]?.refunds.map(({ amount }) => amount)).toEqual([1000n]);
  });
});
