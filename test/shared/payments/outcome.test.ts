import type { Outcome } from '#shared/payments/apply-outcome.ts';
import { KEPT_ORDERS, newPayment, type Payment } from '#shared/payments/payment.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  CREATE_INPUT,
  CREATING,
  called,
  found,
  given,
  givenAt,
  IN_STATUS,
  LINK,
  later,
  NO_ORDER,
  NOW,
  noticed,
  OWNER,
  orderOf,
  REFUSED,
  repeated,
  UNKNOWN,
} from '#tools/harness/payments.ts';

const { rejected } = IN_STATUS;
const CREDENTIALS_REFUSED: Outcome = {
  kind: 'refused',
  failure: { code: '000000', reason: 'credentials-refused' },
};
const referencesOf = ({ orders }: Payment) => orders.map(({ providerReference }) => providerReference);

describe('a payment that is about to be asked for', () => {
  it('has one order, which its owner is to send', () => {
    expect(newPayment(CREATE_INPUT, NOW)).toMatchObject({
      reference: 'R-1',
      status: 'creating',
      version: 0,
      createdBy: 'backend',
      createdAt: NOW.toISOString(),
      dueAt: '2026-05-01T12:01:00.000Z',
      isUrgent: true,
      history: [{ event: 'requested', from: 'creating', to: 'creating' }],
      orders: [
        {
          providerReference: 'R-1',
          state: 'sending',
          amount: '13',
          currency: 'PHP',
          storeNo: '300014',
          lease: { owner: OWNER },
        },
      ],
    });
    expect(CREATING).not.toHaveProperty('order');
    expect(CREATING).not.toHaveProperty('lease');
  });
});

describe('what the owner of a call tells within its lease', () => {
  it('is a link, with the number of the order', () => {
    const payment = givenAt(later(59_999), CREATING, called(LINK));
    expect(payment).toMatchObject({ status: 'pending', updatedAt: later(59_999).toISOString() });
    expect(orderOf(payment)).toMatchObject({ state: 'open', transactionNo: 'T-1', link: LINK.link });
    expect(payment.history.at(-1)).toMatchObject({ source: 'create', event: 'link', from: 'creating' });
  });

  it('is a refusal, with what was refused', () => {
    const payment = given(CREATING, called(REFUSED));
    expect(payment).toMatchObject({ status: 'rejected' });
    expect(orderOf(payment)).toMatchObject({ state: 'refused', failure: { code: '000023' } });
    expect(payment.dueAt).toBeUndefined();
  });

  it('is that nobody knows, which is asked about a minute later', () => {
    const payment = givenAt(later(10_000), CREATING, called(UNKNOWN));
    expect(payment).toMatchObject({ status: 'unknown', dueAt: later(70_000).toISOString(), isUrgent: true });
    expect(payment.history.at(-1)).toMatchObject({ event: 'unknown-outcome', reason: 'deadline' });
  });

  it('ends the lease', () => {
    expect(orderOf(givenAt(later(1_000), CREATING, called(LINK))).lease.until).toBe(
      later(1_000).toISOString(),
    );
  });
});

describe('what the owner of a call tells after its lease', () => {
  const lost = givenAt(later(2 * MINUTE), CREATING, answered(NO_ORDER));

  it.each([
    ['before anybody else has learnt of it', CREATING],
    ['after somebody else has asked', lost],
  ])('is no link and no number: %s', (_name, payment) => {
    const late = givenAt(later(2 * MINUTE), payment, called(LINK));
    expect(late.status).toBe('unknown');
    expect(orderOf(late).state).toBe('open');
    expect(orderOf(late)).not.toHaveProperty('link');
    expect(orderOf(late)).not.toHaveProperty('transactionNo');
  });

  it('is a report like any other: a refusal is one', () => {
    const late = givenAt(later(2 * MINUTE), lost, called(REFUSED));
    expect(late).toMatchObject({ status: 'rejected', history: [{}, {}, { reason: 'lease-expired' }] });
  });

  it('never lowers the order', () => {
    const closed = givenAt(later(2 * MINUTE), lost, answered(found({ status: 'closed' })));
    for (const outcome of [LINK, REFUSED, UNKNOWN]) {
      expect(orderOf(givenAt(later(3 * MINUTE), closed, called(outcome))).state).toBe('closed');
    }
  });

  it('is nothing when it is told twice', () => {
    const again = givenAt(later(1_000), given(CREATING, called(LINK)), called(LINK));
    expect(orderOf(again)).toEqual(orderOf(given(CREATING, called(LINK))));
  });
});

it('what somebody tells who owns no order changes nothing', () => {
  expect(called(LINK, 'somebody else')(CREATING, NOW)).toEqual({ payment: CREATING, isChanged: false });
});

describe('a further order', () => {
  it('has the next reference, the newest fields and a lease of its own', () => {
    const change = { requestHash: 'hash-2', request: { ...CREATE_INPUT.request, amount: '14' } };
    const further = given(rejected, repeated('owner-2', change));
    expect(further).toMatchObject({ status: 'creating', requestHash: 'hash-2', request: { amount: '14' } });
    expect(further.orders).toMatchObject([
      { providerReference: 'R-1', state: 'refused', amount: '13' },
      { providerReference: 'R-1--2', state: 'sending', amount: '14', lease: { owner: 'owner-2' } },
    ]);
  });

  it('is told of by its own owner', () => {
    const further = given(rejected, repeated('owner-2'), called(LINK, 'owner-2'));
    expect(further.orders.map(({ state }) => state)).toEqual(['refused', 'open']);
    expect(further.status).toBe('pending');
  });

  it('keeps the key of the return page, and gets one where there was none', () => {
    const withKey = given(rejected, repeated('owner-2', { returnKey: 'key-2' }));
    expect(withKey.returnKey).toBe('key-2');
    expect(given({ ...rejected, returnKey: 'key-1' }, repeated('o', { returnKey: 'key-2' })).returnKey).toBe(
      'key-1',
    );
    expect(given(rejected, repeated('owner-2')).returnKey).toBeUndefined();
  });

  it('has the reference again where our own credentials were refused', () => {
    const refused = given(CREATING, called(CREDENTIALS_REFUSED), noticed({ transactionNo: 'T-9' }));
    const again = given(refused, repeated('owner-2'));
    expect(referencesOf(again)).toEqual(['R-1']);
    expect(orderOf(again)).toMatchObject({ state: 'sending', claims: [{ transactionNo: 'T-9' }] });
    expect(orderOf(again).claimsFailed).toBeUndefined();
    const third = given(rejected, repeated('a'), called(CREDENTIALS_REFUSED, 'a'), repeated('b'));
    expect(referencesOf(third)).toEqual(['R-1', 'R-1--2']);
  });

  it('knows then how many claims of that order came to nothing', () => {
    const refused = given(CREATING, called(CREDENTIALS_REFUSED), noticed({ transactionNo: 'T-9' }));
    const asked = answered(NO_ORDER, { key: { transactionNo: 'T-9' } });
    const failed = givenAt(later(31 * MINUTE), refused, asked, repeated('owner-2'));
    expect(orderOf(failed)).toMatchObject({ state: 'sending', claimsFailed: 1 });
  });

  it('has the reference again where the call was not made', () => {
    const outcome: Outcome = { kind: 'refused', failure: { reason: 'not-sent' } };
    expect(referencesOf(given(CREATING, called(outcome), repeated('owner-2')))).toEqual(['R-1']);
  });

  it('is made up to the 99th, and no further', () => {
    let payment = rejected;
    for (let number = 2; number <= 99; number++) {
      payment = given(payment, repeated(`owner-${number}`), called(REFUSED, `owner-${number}`));
    }
    expect(payment.orders.at(-1)?.providerReference).toBe('R-1--99');
    expect(repeated('owner-100')(payment, NOW)).toEqual({ payment, isChanged: false });
  });

  it.each(['refused', 'absent', 'failed', 'closed', 'reversed'] as const)(
    'follows orders without a link that are %s',
    (state) => {
      const { failure: _, ...order } = orderOf(rejected);
      const dead = { ...rejected, orders: [{ ...order, state }] };
      expect(referencesOf(given(dead, repeated('owner-2')))).toEqual(['R-1', 'R-1--2']);
    },
  );

  it('follows an earlier one without a link whose money went back before anybody saw it', () => {
    const paid = { ...orderOf(rejected), state: 'paid' as const };
    const ordersOf = (refundAmount: string) => [{ ...paid, refunds: [{ refundAmount }] }, orderOf(rejected)];
    expect(repeated('owner-2')({ ...rejected, orders: ordersOf('13.00') }, NOW).isChanged).toBe(true);
    expect(repeated('owner-2')({ ...rejected, orders: ordersOf('12.99') }, NOW).isChanged).toBe(false);
  });

  it.each([
    ['has a link', { state: 'closed' as const, link: LINK.link }],
    ['is open', { state: 'open' as const }],
    ['is expired without having been closed', { state: 'expired' as const }],
    ['is unknown', { state: 'unknown' as const }],
    ['is being sent', { state: 'sending' as const }],
    ['was paid', { state: 'paid' as const }],
    ['held money once', { state: 'reversed' as const, held: true as const }],
  ])('follows none that %s', (_name, change) => {
    const alive = { ...rejected, orders: [{ ...orderOf(rejected), ...change }, orderOf(rejected)] };
    expect(repeated('owner-2')(alive, NOW)).toMatchObject({ isChanged: false });
  });

  it.each([
    'pending',
    'paid',
    'expired',
    'refunded',
    'reversed',
    'closed',
    'failed',
    'unknown',
    'creating',
  ] as const)('is not made of a payment that is %s', (status) => {
    expect(repeated('owner-2')(IN_STATUS[status], NOW)).toMatchObject({ isChanged: false });
  });

  it('does not forget a payment that was found', () => {
    const key = { transactionNo: 'T-9' };
    const seen = given(rejected, answered(found({ ...key, amount: '99.00' }), { key }));
    expect(repeated('owner-2')(seen, NOW)).toMatchObject({ isChanged: false });
  });
});

describe('the orders that are kept', () => {
  const many = Array.from({ length: KEPT_ORDERS + 3 }, (_, index) => `owner-${index + 2}`);
  const all = (payment: Payment) =>
    many.reduce((each, owner) => given(each, repeated(owner), called(REFUSED, owner)), payment);

  it(`are the newest ${KEPT_ORDERS}`, () => {
    const kept = referencesOf(all(rejected));
    expect(kept).toHaveLength(KEPT_ORDERS);
    expect([kept[0], kept.at(-1)]).toEqual(['R-1--5', 'R-1--13']);
  });

  it('never lead to a reference that was used before', () => {
    expect(referencesOf(given(all(rejected), repeated('last'))).at(-1)).toBe('R-1--14');
  });
});
