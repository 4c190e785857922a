import { type Order, type OrderState, RANKS } from '#shared/payments/order.ts';
import { ordersSection, stateInWords } from '#tools/console/orders.ts';
import { NOW } from '#tools/harness/payments.ts';
import { OPEN, PAID, paymentOf, REFUSED, SENDING, second, UNKNOWN } from './payments.ts';

const CLOCK = { now: NOW, timeZone: 'UTC' };
const STATES = Object.keys(RANKS) as OrderState[];
const words = (order: Order, ...others: Order[]) => stateInWords(order, { orders: [order, ...others] });
const shown = (...orders: Order[]) =>
  ordersSection(paymentOf(orders), CLOCK)
    .html.replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the state of an order', () => {
  it.each(STATES)('%s is told in words', (state) => {
    expect(words({ ...SENDING, state })).toMatch(/^[A-Z].*\.$/);
  });

  it.each<[string, Order, string]>([
    ['refused', REFUSED, 'There is no such order: Pockyt refused the request (code 000023).'],
    ['unknown', UNKNOWN, 'Nobody knows whether there is an order: Pockyt did not answer in time.'],
    [
      'unknown',
      { ...UNKNOWN, absence: { since: '2026-05-01T12:01:00.000Z', reason: 'never-arrived' } },
      'Pockyt knows of none so far.',
    ],
    ['open', OPEN, 'It can be paid.'],
    ['confirming', { ...OPEN, confirming: true }, 'Pockyt waits for the confirmation.'],
    ['without its link', { ...UNKNOWN, state: 'open' }, 'Its link was lost: it is to be closed'],
    ['paid', PAID, 'It is paid.'],
    ['paid and gone', { ...PAID, held: undefined }, 'had gone back when Pockyt first told of it'],
    ['refunded', { ...PAID, refunds: [{ refundAmount: '13' }] }, 'all of it was refunded'],
    ['going', { ...PAID, goneSince: '2026-05-01T13:00:00.000Z' }, 'Pockyt says that the money is gone'],
  ])('%s is told: %#', (_state, order, told) => {
    expect(words(order)).toContain(told);
  });

  it('is to be closed where another has the money, and tells no old failure', () => {
    const open = second({ ...OPEN, failure: { reason: 'deadline' } });
    expect(words(open, PAID)).toBe(
      'Another order has the money: it is to be closed, and can be paid until then.',
    );
  });
});

describe('the orders of a payment', () => {
  it('are all told, the newest first', () => {
    const text = shown({ ...UNKNOWN, state: 'closed' }, second(OPEN));
    expect(text).toMatch(/R-1--2 open .* T-2 .*13 PHP.*R-1 closed .*Number not known/);
  });

  it('tell when Pockyt answered, is asked next, and does not answer', () => {
    const text = shown({
      ...OPEN,
      askedAt: '2026-05-01T12:00:30.000Z',
      silentSince: '2026-05-01T11:00:00.000Z',
    });
    expect(text).toMatch(/not answered since 11:00:00.*last answer 12:00:30 .*Asked next 12:01:00/);
  });

  it('tell the claims that are open', () => {
    const claim = {
      transactionNo: 'T-9',
      status: '<success>',
      amount: '13.00',
      currency: 'PHP',
      credentials: 'current',
      receivedAt: '2026-05-01T12:00:05.000Z',
      askAt: '2026-05-01T12:00:05.000Z',
    };
    expect(shown({ ...OPEN, claims: [claim] })).toContain(
      '&lt;success&gt; of T-9 , 13.00 PHP, since 12:00:05',
    );
    expect(shown({ ...OPEN, claims: [{ ...claim, amount: undefined }] })).toContain('of T-9 , since');
  });

  it('tell what was refunded, whoever asked for it', () => {
    const request = {
      refundReference: 'back-1',
      refundAmount: '3.00',
      lease: SENDING.lease,
      requestedAt: NOW.toISOString(),
    };
    const text = shown({
      ...PAID,
      refunds: [{ refundAmount: '2.00', refundTransactionNo: 'RT-2' }, { refundAmount: null }],
      refundRequests: [
        { ...request, state: 'done' },
        { ...request, refundReference: 'back-2', state: 'unknown', failure: { reason: 'deadline' } },
      ],
    });
    expect(text).toContain('Refunded 3.00 PHP');
    expect(text).toContain('3.00 as back-1 was made');
    expect(text).toContain(
      'as back-2 may have been made, and is not sent again: Pockyt did not answer in time',
    );
    expect(text).toContain('2.00, not asked for here, RT-2');
    expect(text).toContain('An amount that cannot be read, not asked for here');
  });

  it('tell what was found, and that another amount never makes it paid', () => {
    const text = shown(OPEN, { ...PAID, transactionNo: 'T-9', amount: '5.00', found: true });
    expect(text).toMatch(/No call of ours made it.*another amount than the payment.*T-9 .*R-1 open/);
    expect(shown(OPEN)).not.toMatch(/No call of ours|another amount/);
  });
});
