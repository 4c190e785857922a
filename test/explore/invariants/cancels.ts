import type { Invariant } from '../core/invariant.ts';
import type { Post } from '../core/process.ts';
import type { Run } from '../core/run.ts';
import { isOpen } from '../pockyt/order.ts';
import { LATEST_ARRIVAL_MS } from '../pockyt/pockyt.ts';

/** Pockyt gives the money back of an order that is paid: just before, it must have said that nobody has paid. */
export const cancels: Invariant = {
  name: 'cancels',
  sends(run, { process, endpoint, parameters }) {
    if (endpoint !== 'cancel') return undefined;
    const last = run.ledger.posts.findLast((post) => post.process === process && post.endpoint === 'query');
    const shown = last?.answeredAt === undefined ? undefined : last.shown;
    const name = `${process.name} cancelled ${parameters.transactionNo ?? parameters.reference}`;
    if (shown?.kind !== 'found' || shown.isContradiction) return `${name} without an answer just before it`;
    if (parameters.transactionNo !== shown.number) return `${name} after an answer about ${shown.number}`;
    return isOpen(shown.version) ? undefined : `${name}, which was said to be ${shown.version.status}`;
  },
};

const LIFETIME_MS = 25_000;
/** It was noted before the call was sent, which may have taken as long as a function lives. */
const LATE_MS = LATEST_ARRIVAL_MS - LIFETIME_MS;
/** Until the next question, even after an hour in which Pockyt was silent. */
const ASKED_WITHIN_MS = 65 * 60_000;

/** A cancel may arrive late, and give back money: a minute later, whatever the order has become, it is asked about again. */
export const askedAgain: Invariant = {
  name: 'asked-again',
  ends(run) {
    const late = run.ledger.posts.find((post) => post.endpoint === 'cancel' && !isAskedAgain(run, post));
    return late && `${late.parameters.transactionNo} was not asked about again after its cancellation`;
  },
};

function isAskedAgain({ ledger, quietSince }: Run, { parameters, sentAt, process }: Post): boolean {
  // No function lives so long: what it noted was over when it sent its call.
  if (sentAt > process.bornAt + LIFETIME_MS) return true;
  const { transactionNo = '' } = parameters;
  const until = Math.max(sentAt + LATE_MS, quietSince) + ASKED_WITHIN_MS;
  return ledger
    .answersAbout(transactionNo, '')
    .some((answer) => answer.sentAt >= sentAt + LATE_MS && answer.sentAt <= until);
}
