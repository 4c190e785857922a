import { sameAmount, toHundredths } from '../money.ts';
import type { Refund } from '../pockyt/tran-query.ts';
import type { Claim, Refusal } from './history.ts';
import type { Attempt, Payment } from './payment.ts';
import { total } from './refunds.ts';

/** What we asked Pockyt for: what every claim is compared with. */
export function expectedOf({ request }: Payment, attempt: Attempt | undefined) {
  const { amount, currency } = request;
  return { amount, currency, ...(attempt?.transactionNo && { transactionNo: attempt.transactionNo }) };
}

/** The first point in which a claim differs from what we asked for; undefined when it is the same money. */
export function mismatch(payment: Payment, attempt: Attempt | undefined, claim: Claim): Refusal | undefined {
  if (!sameAmount(claim.amount, payment.request.amount)) return 'amount-mismatch';
  if (claim.currency !== payment.request.currency) return 'currency-mismatch';
  if (attempt === undefined) return 'transaction-mismatch';
  const { transactionNo = claim.transactionNo } = attempt;
  return transactionNo === claim.transactionNo ? undefined : 'transaction-mismatch';
}

/** Whether refunds give back all that was asked for: a closed order that was paid and refunded stays closed. */
export function isGivenBack({ request }: Payment, refunds: readonly Refund[]): boolean {
  return total(refunds) >= (toHundredths(request.amount) as bigint);
}
