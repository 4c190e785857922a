import type { Run } from '../core/run.ts';
import { type Order, refundedIn, tip, type Word } from '../pockyt/order.ts';
import * as acts from './acts.ts';
import type { Step } from './small.ts';

/** The steps of which the small worlds are made. */

export const creates = (reference: string, amount?: string, storeNo?: string): Step => ({
  name: `the merchant creates ${reference}`,
  run: (run) => acts.create(run, reference, amount, storeNo),
});

export const cancels = (reference: string): Step => ({
  name: `the merchant cancels ${reference}`,
  run: (run) => acts.cancel(run, reference),
});

export const refreshes = (reference: string): Step => ({
  name: `somebody refreshes ${reference}`,
  run: (run) => acts.refresh(run, reference),
});

export const refunds = (
  reference: string,
  refundReference: string,
  amount: string,
  transactionNo?: string,
): Step => ({
  name: `the merchant refunds ${amount} of ${transactionNo ?? reference}`,
  run: (run) => acts.refund(run, reference, refundReference, amount, transactionNo),
});

export const sweeps: Step = { name: 'a sweep begins', run: acts.sweep };

/** Only when somebody has begun to make it. */
export const once = (reference: string, step: Step): Step => ({
  ...step,
  isReady: (run) => run.ledger.owners.has(reference),
});

/** Something that happens to the newest order under a reference, and that questions see so many milliseconds later. */
function happens(
  name: string,
  reference: string,
  isReady: (order: Order) => boolean,
  act: (run: Run, order: Order) => void,
  lagMs = 0,
): Step {
  return {
    name,
    isReady: (run) => {
      const order = acts.orderUnder(run, reference);
      return order !== undefined && isReady(order);
    },
    run: (run) => {
      acts.withLag(run, lagMs, () => act(run, acts.orderUnder(run, reference) as Order));
      run.check('changes');
      return undefined;
    },
  };
}

/** The customer's order becomes something. */
export const becomes = (reference: string, word: Word, lagMs = 0): Step =>
  happens(
    `the order of ${reference} becomes ${word}`,
    reference,
    acts.isPayable,
    (run, order) => run.pockyt.change(order, word),
    lagMs,
  );

export const pays = (reference: string, lagMs = 0): Step => becomes(reference, 'success', lagMs);

/** Pockyt calls an order something that is open no more. */
export const isCalled = (reference: string, word: Word, from: Word = 'success', lagMs = 0): Step =>
  happens(
    `Pockyt calls the order of ${reference} ${word}`,
    reference,
    (order) => tip(order).status === from,
    (run, order) => run.pockyt.change(order, word),
    lagMs,
  );

/** The portal gives back some of it, or all that is left. */
export const isGivenBack = (reference: string, amount?: number): Step =>
  happens(
    `the portal refunds ${amount ?? 'the rest'} of ${reference}`,
    reference,
    (order) => tip(order).status === 'success',
    (run, order) => run.pockyt.refundAtPortal(order, amount ?? order.amount - refundedIn(tip(order))),
  );

/** Somebody pays by an order of their own under our reference: hundredths. */
export const isPaidBeside = (reference: string, amount: number): Step => ({
  name: `somebody pays ${amount} beside ${reference}`,
  run: (run) => {
    run.pockyt.change(acts.stranger(run, reference, amount), 'success');
    return undefined;
  },
});

/** Pockyt's notice about how the newest order under a reference stands. */
export const tells = (reference: string): Step => ({
  name: `a notice for ${reference} comes`,
  isReady: (run) => acts.orderUnder(run, reference) !== undefined,
  run: (run) => acts.notice(run, acts.orderUnder(run, reference) as Order),
});

/** What a thief signs. */
export const claims = (reference: string, transactionNo: string, status: string, amount?: string): Step => ({
  name: `a thief claims ${status} of ${transactionNo} for ${reference}`,
  run: (run) => acts.forge(run, reference, transactionNo, status, amount === undefined ? {} : { amount }),
});
