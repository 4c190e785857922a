import type { Invariant } from '../core/invariant.ts';

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
