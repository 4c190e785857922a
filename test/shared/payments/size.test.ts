import fc from 'fast-check';
import { MAX_FINDS } from '#shared/payments/apply-answer.ts';
import { recordClaim } from '#shared/payments/claims.ts';
import { nthReference, orderId, paymentReference } from '#shared/payments/order.ts';
import { KEPT_ORDERS, newPayment, type Payment } from '#shared/payments/payment.ts';
import { MAX_REFUNDS } from '#shared/payments/refunds.ts';
import { DAY, MINUTE, SECOND } from '#test/support/clock.ts';
import {
  answered,
  called,
  givenAt,
  later,
  refundCame,
  repeated,
  reserved,
  type Step,
} from '#test/support/payments.ts';
import {
  GREEDY_INPUT,
  itemSize,
  type Letter,
  LONGEST_FAILURE,
  LONGEST_LINK,
  longAnswer,
  longNotice,
  longRefund,
  numberOf,
  REFERENCE,
} from './greedy.ts';

const LIMIT = 100_000;

/** A payment to which more and more happens, with the largest that it ever was. */
class Growth {
  payment: Payment = newPayment(GREEDY_INPUT, later(0));
  time = 0;
  largest = 0;
  owners = 1;
  readonly letter: Letter;

  constructor(letter: Letter) {
    this.letter = letter;
  }

  do(...steps: Step[]): void {
    this.payment = givenAt(later(this.time), this.payment, ...steps);
    this.largest = Math.max(this.largest, itemSize(this.payment));
  }

  get owner(): string {
    return String(this.owners).padStart(36, '0');
  }

  /** The newest order comes to nothing in the most words: unknown, then closed by an answer with a number. */
  lose(): void {
    const { letter } = this;
    const { providerReference: reference } = this.payment.orders.findLast(({ found }) => !found) as {
      providerReference: string;
    };
    const key = { reference };
    this.time += SECOND;
    this.do(called(LONGEST_FAILURE, this.payment.orders.at(-1)?.lease.owner));
    this.time += MINUTE;
    const transactionNo = numberOf(letter, reference.slice(60));
    const closed = longAnswer(letter, { reference, transactionNo, status: 'closed', refunds: 0 });
    this.do(answered(closed, { orderId: reference, key, trigger: 'reconciliation' }));
  }

  again(): void {
    this.owners++;
    this.do(
      repeated(this.owner, {
        ...GREEDY_INPUT,
        lease: { owner: this.owner, until: later(this.time + MINUTE).toISOString() },
      }),
    );
  }

  notice(reference: string, transactionNo: string, status: string): void {
    const notice = longNotice(this.letter, { reference, transactionNo, status });
    this.do((payment, now) => recordClaim(payment, notice, 'current', now));
  }

  /** Pockyt says of a number that it is paid, and lists as many refunds as fit into an answer. */
  pay(name: string, reference: string, transactionNo: string, refunds = 100): void {
    const answer = longAnswer(this.letter, { reference, transactionNo, status: 'success', refunds });
    this.do(answered(answer, { orderId: name, key: { transactionNo } }));
  }
}

describe.each<[string, Letter]>([
  ['plain letters', 'x'],
  ['letters of four bytes', '\u{1F600}'],
])('an item stays under 100 KB, in %s,', (_name, letter) => {
  const grown = () => new Growth(letter);
  const STATUSES = ['success', 'reversed', 'pending'];

  it('with the largest request', () => {
    const growth = grown();
    growth.do(called(LONGEST_LINK(letter), GREEDY_INPUT.lease.owner));
    expect(growth.largest).toBeLessThan(LIMIT);
  });

  it('after 99 orders', () => {
    const growth = grown();
    for (let number = 1; number < 99; number++) {
      growth.lose();
      growth.again();
    }
    growth.do(called(LONGEST_LINK(letter), growth.owner));
    expect(growth.payment.orders.at(-1)?.link).toBeDefined();
    expect(growth.largest).toBeLessThan(LIMIT);
  });

  it('after notices with every field full, about every order', () => {
    const growth = grown();
    for (let number = 1; number < KEPT_ORDERS; number++) {
      growth.lose();
      growth.again();
    }
    growth.do(called(LONGEST_LINK(letter), growth.owner));
    for (let turn = 0; turn < 3; turn++) {
      growth.time += MINUTE;
      for (const { providerReference, transactionNo } of growth.payment.orders) {
        growth.notice(providerReference, transactionNo as string, 'reversed');
        for (let other = 0; other < 3; other++) {
          growth.notice(providerReference, numberOf(letter, `${turn}-${other}`), STATUSES[other] as string);
        }
      }
      growth.time += DAY;
      for (const { providerReference, claims = [] } of growth.payment.orders) {
        if (turn === 2) continue;
        for (const { transactionNo } of claims) {
          const answer = longAnswer(letter, {
            reference: 'other',
            transactionNo,
            status: 'init',
            refunds: 0,
          });
          growth.do(answered(answer, { orderId: providerReference, key: { transactionNo } }));
        }
      }
    }
    expect(growth.largest).toBeLessThan(LIMIT);
  });

  it('after as many refunds of one order as Pockyt may list, and as many of ours', () => {
    const growth = grown();
    growth.do(called(LONGEST_LINK(letter), GREEDY_INPUT.lease.owner));
    growth.time += MINUTE;
    growth.pay(REFERENCE, REFERENCE, growth.payment.orders[0]?.transactionNo as string);
    for (let number = 0; number < MAX_REFUNDS; number++) {
      const name = `${number}`.padStart(60, 'r');
      const lease = { owner: name, until: later(growth.time + MINUTE).toISOString() };
      growth.do(
        reserved(name, '99.99', REFERENCE),
        refundCame(name, longRefund(letter, number), lease.owner),
      );
    }
    expect(growth.payment.orders[0]?.refundRequests).toHaveLength(MAX_REFUNDS);
    expect(growth.largest).toBeLessThan(LIMIT);
  });

  it('after as many finds as there may be, with as many refunds as Pockyt may list', () => {
    const growth = grown();
    growth.do(called(LONGEST_LINK(letter), GREEDY_INPUT.lease.owner));
    for (let number = 0; number < MAX_FINDS; number++)
      growth.pay(REFERENCE, REFERENCE, numberOf(letter, number));
    expect(growth.payment.orders).toHaveLength(1 + MAX_FINDS);
    expect(growth.largest).toBeLessThan(LIMIT);
  });

  it('after all of that together', () => {
    const growth = grown();
    for (let number = 1; number < 99; number++) {
      growth.lose();
      growth.again();
    }
    growth.do(called(LONGEST_LINK(letter), growth.owner));
    growth.time += MINUTE;
    const newest = nthReference(REFERENCE, 99);
    for (let number = 0; number < MAX_FINDS; number++) growth.pay(newest, newest, numberOf(letter, number));
    for (const order of growth.payment.orders.filter(({ found }) => !found)) {
      growth.pay(orderId(order), order.providerReference, order.transactionNo as string);
    }
    for (let number = 0; number < MAX_REFUNDS; number++) {
      const name = `${number}`.padStart(60, 'r');
      growth.do(reserved(name, '99.99', newest), refundCame(name, longRefund(letter, number)));
    }
    for (const { providerReference, transactionNo } of growth.payment.orders) {
      growth.notice(providerReference, transactionNo as string, 'reversed');
      for (let other = 0; other < 3; other++)
        growth.notice(providerReference, numberOf(letter, `c${other}`), 'success');
    }
    expect(growth.payment.status).toBe('paid');
    expect(growth.largest).toBeLessThan(LIMIT);
  });

  const deed = fc.oneof(
    fc.record({ kind: fc.constant('lose' as const) }),
    fc.record({ kind: fc.constant('link' as const) }),
    fc.record({
      kind: fc.constant('notice' as const),
      order: fc.nat({ max: 13 }),
      number: fc.nat({ max: 9 }),
      status: fc.constantFrom('success', 'reversed', 'failed', 'strange'),
    }),
    fc.record({
      kind: fc.constant('answer' as const),
      order: fc.nat({ max: 13 }),
      number: fc.nat({ max: 9 }),
      status: fc.constantFrom('success', 'success', 'reversed', 'init', 'strange'),
      refunds: fc.nat({ max: 100 }),
    }),
    fc.record({ kind: fc.constant('refund' as const), order: fc.nat({ max: 13 }) }),
    fc.record({ kind: fc.constant('wait' as const) }),
  );

  it('after whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 20, maxLength: 60, size: 'max' }), (deeds) => {
        const growth = grown();
        for (const [index, each] of deeds.entries()) {
          const { orders } = growth.payment;
          const order = orders['order' in each ? each.order % orders.length : 0] as Payment['orders'][number];
          const { providerReference: reference } = order;
          const transactionNo =
            'number' in each && (each.number > 4 || order.transactionNo === undefined)
              ? numberOf(letter, each.number)
              : order.transactionNo;
          if (each.kind === 'lose') growth.lose();
          if (each.kind === 'lose') growth.again();
          if (each.kind === 'link') growth.do(called(LONGEST_LINK(letter), growth.owner));
          if (each.kind === 'wait') growth.time += DAY;
          if (each.kind === 'notice') growth.notice(reference, transactionNo as string, each.status);
          if (each.kind === 'answer') {
            const about = {
              reference,
              transactionNo: transactionNo as string,
              status: each.status,
              refunds: each.refunds,
            };
            growth.do(
              answered(longAnswer(letter, about), {
                orderId: orderId(order),
                key: { transactionNo: about.transactionNo },
              }),
            );
          }
          if (each.kind === 'refund') {
            const name = `${index}`.padStart(60, 'r');
            growth.do(reserved(name, '99.99', orderId(order)), refundCame(name, longRefund(letter, index)));
          }
        }
        expect(paymentReference(growth.payment.orders[0]?.providerReference as string)).toBe(REFERENCE);
        expect(growth.largest).toBeLessThan(LIMIT);
      }),
      { numRuns: 10 },
    );
  });
});
