import { LosslessNumber } from 'lossless-json';
import { openShop } from './shop.ts';

const shop = openShop();
let reference: string;
beforeEach(() => {
  reference = shop.newReference();
});

/** A number on the wire, in this very spelling. */
const number = (text: string) => new LosslessNumber(text);
const THIRTEEN = { amount: '13' };
const SPELLINGS = ['13.000', '1.3E1', '1.3e+1', '0.13E2', '130E-1'];

describe('an amount is the same in every spelling that a number can have', () => {
  const spelt = SPELLINGS.flatMap((text) => [
    ['text', text, text] as const,
    ['number', text, number(text)] as const,
  ]);

  it.each(spelt)('in the answer to a query, as %s %s', async (_, __, amount) => {
    const { transactionNo } = await shop.made(reference, THIRTEEN);
    shop.faults.always('tran-query', { kind: 'altered', result: { amount } });
    shop.becomes(transactionNo, 'success');
    expect((await shop.refresh(reference)).body.status).toBe('paid');
  });

  it.each(spelt)('in the answer to a creation, as %s %s', async (_, __, amount) => {
    shop.faults.next('secure-pay', { kind: 'altered', result: { amount } });
    const { status, body } = await shop.create(reference, THIRTEEN);
    expect([status, body.status]).toEqual([201, 'pending']);
  });

  it.each(SPELLINGS)('in a notice, as %s', async (amount) => {
    const { transactionNo } = await shop.made(reference, THIRTEEN);
    shop.becomes(transactionNo, 'success');
    expect(await shop.tell(transactionNo, { amount })).toEqual({ status: 200, text: 'success' });
    expect((await shop.read(reference)).body.status).toBe('paid');
  });

  it('ten million, as a double writes it', async () => {
    const { transactionNo } = await shop.made(reference, { amount: '10000000', currency: 'IDR' });
    shop.faults.always('tran-query', { kind: 'altered', result: { amount: number('1.0E7') } });
    shop.becomes(transactionNo, 'success');
    expect((await shop.refresh(reference)).body.status).toBe('paid');
  });

  it.each(['3.000', '3E0', '0.3E+1'])('in the answer to a refund, as %s', async (refundAmount) => {
    await shop.paid(reference);
    shop.faults.next('refund', { kind: 'altered', result: { refundAmount } });
    const { status, body } = await shop.refund(reference, 'refund-1', '3.00');
    expect([status, body.status]).toEqual([201, 'done']);
  });

  it.each(['3.000', '3E0'])('in the list of refunds, as %s', async (refundAmount) => {
    await shop.paid(reference);
    const refundInfo = [{ refundTransactionId: '297512345678000077', refundAmount }];
    shop.faults.always('tran-query', { kind: 'altered', result: { refundInfo } });
    expect((await shop.refresh(reference)).body).toMatchObject({
      refundedAmount: '3.00',
      refundableAmount: '7.00',
    });
  });
});

describe('an echo that is a number, null or absent contradicts nothing', () => {
  it.each([
    ['a reference as a number', () => ({ reference: number(reference) })],
    ['no reference', () => ({ reference: null })],
    ['no currency', () => ({ currency: null })],
    ['no amount', () => ({ amount: null })],
  ])('in the answer to a creation: %s', async (_, echo) => {
    shop.faults.next('secure-pay', { kind: 'altered', result: echo() });
    const { status, body } = await shop.create(reference);
    expect([status, body.status]).toEqual([201, 'pending']);
    expect((await shop.read(reference)).body.paymentUrl).toBe(body.paymentUrl);
  });

  it.each([
    ['no refundReference', { refundReference: null }],
    ['no transactionNo', { transactionNo: null }],
    ['no currency', { currency: null }],
    ['a refundAmount of null', { refundAmount: null }],
    ['no refundAmount', { refundAmount: undefined }],
  ])('in the answer to a refund: %s', async (_, result) => {
    await shop.paid(reference);
    shop.faults.next('refund', { kind: 'altered', result });
    const { status, body } = await shop.refund(reference, '4711', '3.00');
    expect([status, body.status]).toEqual([201, 'done']);
  });
});
