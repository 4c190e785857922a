import type { Invariant } from '../core/invariant.ts';
import type { Run } from '../core/run.ts';
import { isHeld, isOpen, type Order, tip } from '../pockyt/order.ts';

/** An order of which nobody knows is never sent again, and nothing is sent that is not reserved by whoever sends it. */
export const sentOnce: Invariant = {
  name: 'sent-once',
  sends(run, post) {
    if (post.endpoint !== 'secure-pay') return undefined;
    const { reference = '' } = post.parameters;
    const again = run.ledger.posts.find(
      (earlier) =>
        earlier !== post &&
        earlier.endpoint === 'secure-pay' &&
        earlier.parameters.reference === reference &&
        !(earlier.shown?.kind === 'signature' && earlier.answeredAt !== undefined),
    );
    if (again) return `${post.process.name} sent ${reference} again, after ${again.process.name}`;
    const order = run
      .payment(run.ledger.owners.get(reference) ?? '')
      ?.orders.findLast(({ providerReference }) => providerReference === reference);
    const { owner = '', until = 0 } = order?.lease ?? {};
    if (order?.state !== 'sending' || !post.process.ids.has(owner)) {
      return `${post.process.name} sent ${reference}, which is not reserved by it`;
    }
    return until <= run.now ? `${post.process.name} sent ${reference} after its lease had ended` : undefined;
  },
};

/** Under one reference nothing is sent while an earlier order may still be paid, or has money. */
export const furtherOrders: Invariant = {
  name: 'further-orders',
  sends(run, { process, endpoint, parameters }) {
    if (endpoint !== 'secure-pay') return undefined;
    const { reference = '' } = parameters;
    const owner = run.ledger.owners.get(reference) ?? '';
    const earlier = run.pockyt.orders.find(
      (order) =>
        !order.isForeign &&
        order.reference !== reference &&
        !isBesideAStranger(run, order) &&
        run.ledger.owners.get(order.reference) === owner &&
        (isOpen(tip(order)) || isHeld(order, tip(order))),
    );
    return earlier && `${process.name} sent ${reference} while ${earlier.number} is ${tip(earlier).status}`;
  },
};

/** A question by its reference may find the stranger's order in its place, so that nobody knows of ours. */
function isBesideAStranger({ pockyt }: Run, { reference }: Order): boolean {
  return pockyt.orders.some((other) => other.isForeign && other.reference === reference);
}
