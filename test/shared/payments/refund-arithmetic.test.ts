import fc from 'fast-check';
import { type RefundOutcome, refundRequestsOf } from '#shared/payments/apply-refund.ts';
import { type Payment, refundableInAll, refundedInAll } from '#shared/payments/payment.ts';
import type { Refund } from '#shared/pockyt/query.ts';
import { toHundredths } from '#shared/runtime/money.ts';
import { HOUR } from '#tools/harness/clock.ts';
import {
  answered,
  found,
  IN_STATUS,
  later,
  REFUND_DONE,
  REFUND_REFUSED,
  REFUND_UNKNOWN,
  refundCame,
  reserved,
} from '#tools/harness/payments.ts';

const PRICE = 1300n;
const amountOf = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
/** The same money in other words. */
const SPELLINGS = [
  amountOf,
  (cents: number) => `${amountOf(cents)}0`,
  (cents: number) => `${cents}E-2`,
  (cents: number) => (cents % 100 === 0 ? String(cents / 100) : amountOf(cents)),
];

/** What Pockyt has made: in truth, whether it says so or not. */
interface Made {
  readonly cents: number;
  /** The name of ours; a refund of the portal may have one too. */
  readonly name?: string;
  readonly number: string;
}

const cents = fc.integer({ min: 1, max: 700 }).map((each) => (each % 3 === 0 ? 300 : each));
const asked = fc.record({
  kind: fc.constant('ask' as const),
  cents,
  fate: fc.constantFrom('done', 'refused', 'lost', 'dies'),
  isMade: fc.boolean(),
});
const portal = fc.record({ kind: fc.constant('portal' as const), cents, isNamed: fc.boolean() });
const listed = fc.record({
  kind: fc.constant('listed' as const),
  lag: fc.nat({ max: 2 }),
  names: fc.constantFrom('none', 'ours', 'all'),
  numbers: fc.boolean(),
  spelling: fc.nat({ max: SPELLINGS.length - 1 }),
});
const deed = fc.oneof(asked, portal, listed);

type DeedOf<A> = A extends fc.Arbitrary<infer D> ? D : never;
type Deed = DeedOf<typeof deed>;

function isNamed(name: string | undefined, names: 'none' | 'ours' | 'all'): name is string {
  return name !== undefined && (names === 'all' || (names === 'ours' && name.startsWith('ours')));
}

/** How Pockyt lists what it has made: it may lag behind the last, and leave out names or numbers. */
function listOf(made: readonly Made[], { lag, names, numbers, spelling }: DeedOf<typeof listed>): Refund[] {
  return made.slice(0, Math.max(made.length - lag, 0)).map((each) => ({
    ...(isNamed(each.name, names) && { refundReference: each.name }),
    ...(numbers && { refundTransactionNo: each.number }),
    refundAmount: (SPELLINGS[spelling] as typeof amountOf)(each.cents),
  }));
}

/** The payment after all of it, in turn, what Pockyt has made by then, and what was told meanwhile. */
function play(deeds: readonly Deed[]): {
  payment: Payment;
  made: readonly Made[];
  told: readonly bigint[];
} {
  let payment = IN_STATUS.paid;
  const made: Made[] = [];
  const told: bigint[] = [];
  for (const [index, each] of deeds.entries()) {
    const now = later(index * HOUR);
    const number = `RT-${index}`;
    told.push(refundedInAll(payment));
    if (each.kind === 'portal') {
      const name = each.isNamed ? { name: `portal-${index}` } : {};
      if (totalOf(made) + BigInt(each.cents) <= PRICE) made.push({ cents: each.cents, number, ...name });
    } else if (each.kind === 'listed') {
      payment = answered(found({ refunds: listOf(made, each) }))(payment, now).payment;
    } else {
      const name = `ours-${index}`;
      const change = reserved(name, amountOf(each.cents))(payment, now);
      if (!change.isChanged) continue;
      payment = change.payment;
      // Pockyt may give back more than there is left: it is our arithmetic that is tried here.
      if (each.fate === 'done' || (each.isMade && each.fate !== 'refused')) {
        made.push({ cents: each.cents, name, number });
      }
      const done = { ...REFUND_DONE, refund: { refundTransactionNo: number } } as RefundOutcome;
      const outcome = { done, refused: REFUND_REFUSED, lost: REFUND_UNKNOWN, dies: undefined }[each.fate];
      if (outcome !== undefined) payment = refundCame(name, outcome)(payment, now).payment;
    }
  }
  return { payment, made, told: [...told, refundedInAll(payment)] };
}

const totalOf = (made: readonly Made[]) => made.reduce((sum, each) => sum + BigInt(each.cents), 0n);
const deeds = fc.array(deed, { maxLength: 10 });
const wholeList = listed.map((each) => ({ ...each, lag: 0 }));

describe('whatever is refunded here and in the portal, in whatever way Pockyt lists it', () => {
  it('what is asked for here is together never more than what was paid', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const { payment } = play(all);
        const counted = refundRequestsOf(payment).filter(({ state }) => state !== 'refused');
        const total = counted.reduce(
          (sum, { refundAmount }) => sum + (toHundredths(refundAmount) as bigint),
          0n,
        );
        expect(total + refundableInAll(payment)).toBeLessThanOrEqual(PRICE);
      }),
      { numRuns: 500 },
    );
  });

  it('what is told never falls', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const { told } = play(all);
        expect(told.every((each, index) => each >= (told[index - 1] ?? 0n))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('after a whole list, what may be sent and what was made are together never more than what was paid', () => {
    fc.assert(
      fc.property(deeds, wholeList, (all, list) => {
        const { payment, made } = play([...all, list]);
        const left = refundableInAll(payment);
        expect(left === 0n || left + totalOf(made) <= PRICE).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('where lists have names, what is told after a whole list is what was made', () => {
    fc.assert(
      fc.property(deeds, wholeList, (all, list) => {
        const { payment, made } = play([...all, list].map((each) => ({ ...each, names: 'all' as const })));
        expect(refundedInAll(payment)).toBe(totalOf(made));
      }),
      { numRuns: 1_000 },
    );
  });
});
