import fc from 'fast-check';
import type { Outcome } from '#shared/payments/apply-outcome.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { syncPayment } from '#shared/payments/sync.ts';
import { DAY, MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  CREATING,
  called,
  found,
  givenAt,
  LINK,
  later,
  noticed,
  REFUND_UNKNOWN,
  REFUSED,
  refundCame,
  repeated,
  reserved,
  type Step,
  UNKNOWN,
} from '#tools/harness/payments.ts';
import { answering, type Scripted } from './scripted-pockyt.ts';

const status = fc.constantFrom(
  'init',
  'pending',
  'success',
  'success',
  'failed',
  'closed',
  'reversed',
  'strange',
);
const number = fc.constantFrom('T-1', 'T-1', 'T-8', 'T-9');
const refunds = fc.constantFrom(
  [],
  [{ refundAmount: '3.00' }],
  [{ refundAmount: null }],
  [{ refundAmount: '13.00' }],
);

/** A step that a counterexample can show. */
const named = (name: string, each: Step): Step =>
  Object.assign((payment: Payment, now: Date) => each(payment, now), { [fc.toStringMethod]: () => name });

/** What may have happened to a payment, a little of everything. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(
    named('link', called(LINK)),
    named('unknown', called(UNKNOWN)),
    named('refused', called(REFUSED)),
    named('repeat', repeated('owner-2')),
    named(
      'second link',
      called({ ...LINK, link: { ...LINK.link, transactionNo: 'T-2' } } as Outcome, 'owner-2'),
    ),
    named('silence', answered(null)),
    named('refund', reserved('one', '3')),
    named('refund unknown', refundCame('one', REFUND_UNKNOWN)),
    named('refund of T-9', reserved('two', '10', 'R-1#T-9')),
  ),
  fc
    .record({ status, transactionNo: number })
    .map((change) => named(`notice ${JSON.stringify(change)}`, noticed(change))),
  fc.record({ status, transactionNo: number, refunds }).map((change) => {
    const key = { transactionNo: change.transactionNo };
    return named(`answer by number ${JSON.stringify(change)}`, answered(found(change), { key }));
  }),
  fc
    .record({ status, refunds })
    .map((change) => named(`answer ${JSON.stringify(change)}`, answered(found(change)))),
);

/** What Pockyt has of an order, the same whenever it is asked. */
const truth = fc.oneof(
  fc.constant('no-order' as const),
  fc.record({ status, refunds, amount: fc.constantFrom('13.00', '13.00', '6.00') }),
);

/** A payment to which this happened, a minute after the other. */
const lived = (steps: readonly Step[]): Payment =>
  steps.reduce((payment, each, index) => givenAt(later(index * MINUTE), payment, each), CREATING);

const truths = fc.dictionary(fc.constantFrom('T-1', 'T-8', 'T-9', 'R-1', 'R-1--2'), truth, {
  noNullPrototype: true,
});

describe('while Pockyt answers, a payment', () => {
  const sweep = async (payment: Payment, at: Date, orders: Record<string, Scripted>) => {
    const script = answering(payment, at, (call) => {
      const [path, key] = call.split(' ') as [string, string];
      const told = orders[key] ?? 'no-order';
      const transactionNo = key.startsWith('T-') ? key : 'T-1';
      return path === 'cancel' || typeof told !== 'object' ? told : { transactionNo, ...told };
    });
    return (await syncPayment(payment, 'reconciliation', script.deps, 'due')).payment;
  };

  it('is not due again in the same minute, whatever happened to it and whatever Pockyt says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), truths, async (steps, orders) => {
        let payment = lived(steps);
        for (let sweeps = 0; sweeps < 4 && payment.dueAt !== undefined; sweeps++) {
          const at = new Date(Math.max(Date.parse(payment.dueAt), later(20 * MINUTE).getTime()));
          payment = await sweep(payment, at, orders);
          if (payment.dueAt !== undefined) expect(Date.parse(payment.dueAt)).toBeGreaterThan(at.getTime());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing left to ask about but what only a person can tell, a year later', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), truths, async (steps, orders) => {
        let payment = lived(steps);
        for (let sweeps = 0; sweeps < 2_000 && payment.dueAt !== undefined; sweeps++) {
          const at = new Date(Math.max(Date.parse(payment.dueAt), later(20 * MINUTE).getTime()));
          if (at.getTime() > later(365 * DAY).getTime()) break;
          payment = await sweep(payment, at, orders);
        }
        const isDoubtful = payment.orders.some(
          ({ state, refundRequests = [] }) =>
            state === 'unknown' || refundRequests.some((request) => request.state === 'unknown'),
        );
        if (!isDoubtful) expect(payment.dueAt).toBeUndefined();
        expect(payment.orders.flatMap(({ claims = [] }) => claims)).toEqual([]);
        expect(payment.orders.map(({ state }) => state)).not.toContain('open');
      }),
      { numRuns: 100 },
    );
  });
});
