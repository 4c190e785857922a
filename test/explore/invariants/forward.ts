import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import { counterpart, type OrderView, type Status } from '../core/views.ts';

const GIVEN_UP: readonly Status[] = ['paid', 'refunded', 'reversed'];

/** Where a payment may go from each status. Money that comes late is true money. */
const MOVES: Readonly<Record<Status, readonly Status[]>> = {
  creating: ['unknown', 'pending', 'rejected', 'failed', 'closed', 'expired', ...GIVEN_UP],
  unknown: ['creating', 'pending', 'rejected', 'failed', 'closed', 'expired', ...GIVEN_UP],
  rejected: ['creating', 'unknown', 'failed', 'closed', ...GIVEN_UP],
  pending: ['failed', 'closed', 'expired', ...GIVEN_UP],
  expired: ['failed', 'closed', ...GIVEN_UP],
  failed: ['closed', ...GIVEN_UP],
  closed: GIVEN_UP,
  paid: ['refunded', 'reversed'],
  refunded: ['paid', 'reversed'],
  reversed: ['paid', 'refunded'],
};

/** Forward only: reports in any order, any number of times, never take anything back. */
export const forward: Invariant = {
  name: 'forward',
  writes(run, write) {
    const { before, after, process } = write;
    if (before === undefined) return undefined;
    const { reference, status } = after;
    if (status !== before.status && !MOVES[before.status].includes(status)) {
      return `${process.name} moved ${reference} from ${before.status} to ${status}`;
    }
    if (after.refunded < before.refunded) {
      return `${process.name} took back what had gone back of ${reference}: ${before.refunded} to ${after.refunded}`;
    }
    for (const earlier of before.orders) {
      const order = counterpart(write, earlier);
      if (order === undefined || isAnew(run, earlier, order)) continue;
      const name = `${order.providerReference} of ${reference}`;
      if (earlier.transactionNo !== undefined && order.transactionNo !== earlier.transactionNo) {
        return `${process.name} gave ${name} another number: ${order.transactionNo} for ${earlier.transactionNo}`;
      }
      if ((order.rank ?? 0) < (earlier.rank ?? 0)) {
        return `${process.name} moved ${name} back from ${earlier.state} to ${order.state}`;
      }
      if (earlier.isHeld && !order.isHeld) return `${process.name} forgot that ${name} held money`;
    }
    return undefined;
  },
};

/** Whether a reference is used anew that Pockyt never heard of, or under which it only refused our signature. */
function isAnew({ ledger }: Run, earlier: OrderView, order: OrderView): boolean {
  if (earlier.state !== 'refused' || earlier.lease?.owner === order.lease?.owner) return false;
  return ledger.posts.every(
    ({ endpoint, parameters, shown, answeredAt }) =>
      endpoint !== 'secure-pay' ||
      parameters.reference !== order.providerReference ||
      (shown?.kind === 'signature' && answeredAt !== undefined),
  );
}

/** Each change of the status is announced, once. */
export const announcements: Invariant = {
  name: 'announcements',
  writes(_run, { before, after, announces, process }) {
    const { reference, status } = after;
    const isMove = before !== undefined && before.status !== status;
    if (announces !== undefined && (!isMove || announces !== status)) {
      return `${process.name} announced ${announces} of ${reference}, which is ${status} as before`;
    }
    const isSilent = isMove && announces === undefined && status !== 'creating';
    return isSilent ? `${process.name} moved ${reference} to ${status} without a word` : undefined;
  },
};
