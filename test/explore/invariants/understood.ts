import type { Invariant } from '../core/invariant.ts';
import type { Post } from '../core/process.ts';
import type { Run } from '../core/run.ts';

/** What Pockyt answered in time is understood, whatever shape it has; and what it refuses for certain is free again. */
export const understood: Invariant = {
  name: 'understood',
  finishes(run, process) {
    const { said, task } = process;
    if (said === undefined || !('reference' in task)) return undefined;
    for (const post of run.ledger.posts) {
      if (post.process !== process || post.answeredAt === undefined) continue;
      const state = stateAfter(run, task.reference, post);
      const word = post.shown?.kind;
      const isClear =
        word === 'refused' || word === 'signature' || (word === 'made' && post.shown?.hasLink !== false);
      if (!isClear || state !== 'unknown') continue;
      const what = post.parameters.refundReference ?? post.parameters.reference;
      return `${process.name} read that ${what} was ${word}, and left it unknown`;
    }
    return undefined;
  },
};

/** How that stands which was asked for; undefined for questions, and where somebody else has taken it over. */
function stateAfter(
  run: Run,
  reference: string,
  { process, endpoint, parameters, sentAt }: Post,
): string | undefined {
  const payment = run.payment(reference);
  if (endpoint === 'refund') {
    return payment?.refundRequests.find((each) => each.refundReference === parameters.refundReference)?.state;
  }
  // Its lease may have ended, and somebody else have gone on from there.
  const isOvertaken = run.ledger.writes.some(
    (write) => write.process !== process && write.after.reference === reference && write.at >= sentAt,
  );
  if (endpoint !== 'secure-pay' || isOvertaken) return undefined;
  return payment?.orders.find((each) => each.providerReference === parameters.reference)?.state;
}
