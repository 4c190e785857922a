import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import type { NoticeChanges } from '#tools/simulator/notice.ts';
import { openShop, sizeOf } from './shop.ts';

const shop = openShop();
let reference: string;
let transactionNo: string;

beforeEach(async () => {
  reference = shop.newReference();
  ({ transactionNo } = (await shop.made(reference)) as { transactionNo: string });
});

const MAX_ITEM_BYTES = 100_000;
/**
 * Each different from the others. Thirty-one of the first size are more than an item can hold; the others fill what is
 * left.
 */
const long = (index: number) => `${index}-`.padEnd(index < 31 ? 13_250 : 100, 'x');

/** Notices that are signed with the merchant's own token. */
const FLOODS: readonly [name: string, notice: (index: number) => NoticeChanges, count: number][] = [
  ['long status words', (index) => ({ status: long(index) }), 48],
  ['long status words', (index) => ({ status: long(index) }), 200],
  ['long numbers', (index) => ({ status: 'success', transactionNo: long(index) }), 48],
  ['long numbers', (index) => ({ status: 'success', transactionNo: long(index) }), 200],
  ['long amounts', (index) => ({ status: 'success', amount: long(index) }), 48],
  ['long currencies', (index) => ({ status: 'success', currency: long(index) }), 48],
];
const EACH = FLOODS.map(([name, notice, count]) => ({ name, notice, count }));

async function flood(notice: (index: number) => NoticeChanges, count: number) {
  for (let index = 0; index < count; index++) await shop.tell(transactionNo, notice(index));
}

describe('no number or size of signed notices keeps a payment from the truth', () => {
  it.each(EACH)(
    '$count of $name: the genuine one is acknowledged, and the payment is paid',
    async ({ notice, count }) => {
      await flood(notice, count);
      shop.becomes(transactionNo, 'success');
      expect(await shop.tellLikePockyt(transactionNo)).toEqual({ status: 200, text: 'success' });
      await shop.sweepFor(HOUR);
      expect((await shop.read(reference)).body.status).toBe('paid');
      expect(sizeOf(await shop.item(reference))).toBeLessThan(MAX_ITEM_BYTES);
    },
  );

  it('whoever asks Pockyt is told, and the money can be given back', async () => {
    await flood((index) => ({ status: long(index) }), 48);
    shop.becomes(transactionNo, 'success');
    const { status, body } = await shop.refresh(reference);
    expect([status, body.status]).toEqual([200, 'paid']);
    expect((await shop.refund(reference, 'refund-1', '10.00')).status).toBe(201);
  });

  it('the link can be cancelled', async () => {
    await flood((index) => ({ status: long(index) }), 48);
    const { status, body } = await shop.cancel(reference);
    expect([status, body.status]).toEqual([200, 'closed']);
  });
});

it('links that nobody can open, time and again, do not make a payment grow without bound', async () => {
  const other = shop.newReference();
  shop.faults.always('secure-pay', { kind: 'altered', result: { cashierUrl: 'nowhere' } });
  for (let time = 1; time <= 105; time++) {
    await shop.create(other);
    shop.clock.pass(MINUTE);
  }
  const { orders, attempts } = (await shop.read(other)).body;
  expect((orders ?? attempts)?.length).toBeLessThanOrEqual(9);
  expect(sizeOf(await shop.item(other))).toBeLessThan(MAX_ITEM_BYTES);
});
