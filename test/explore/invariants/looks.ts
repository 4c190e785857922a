import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import { SETTINGS } from '../core/settings.ts';
import type { OrderView } from '../core/views.ts';

const DAY_MS = 24 * 60 * 60_000;
/** An answer is not older than this when it is written. */
const STALE_MS = 30_000;

/** Nothing is missed: whatever notices come and whichever questions are lost, each promised look is answered in the end. */
export const looks: Invariant = {
  name: 'looks',
  ends(run) {
    for (const { orders, reference } of run.stored()) {
      for (const order of orders) {
        const { transactionNo, providerReference } = order;
        const from = lastLook(run, reference, order);
        if (transactionNo === undefined || from === undefined) continue;
        const answers = run.ledger.answersAbout(transactionNo, providerReference);
        if (answers.some(({ sentAt }) => sentAt >= from)) continue;
        return `${transactionNo}, which is ${order.state}, was not looked at after ${new Date(from).toISOString()}`;
      }
    }
    return undefined;
  },
};

/** When the last question about an order is due at the earliest; undefined where there is none. */
function lastLook(run: Run, reference: string, { state, transactionNo, expiresAt }: OrderView) {
  if (state === 'paid') {
    const learnt = run.ledger.writes.find(
      ({ after }) =>
        after.reference === reference &&
        after.orders.some((each) => each.transactionNo === transactionNo && each.state === 'paid'),
    );
    return learnt && learnt.issuedAt - STALE_MS + (SETTINGS.paidChecks.at(-1) as number) * 1000;
  }
  return ['open', 'expired', 'failed', 'closed'].includes(state) ? expiresAt + DAY_MS : undefined;
}
