import { getLink } from '#functions/get-link/get-link.ts';
import { Problem } from '#shared/http/problem.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { opensReturnPage, readReturnId } from '#shared/payments/return-page.ts';
import type { PaymentReader } from '#shared/payments/store.ts';

/**
 * The payment whose page an id opens.
 *
 * @throws {Problem} `link-not-found`, whatever is wrong with the id.
 */
export async function findReturned(
  id: string | undefined,
  deps: { payments: PaymentReader },
): Promise<Payment> {
  const named = readReturnId(id ?? '');
  const payment = await getLink(named?.reference, deps);
  if (named !== null && opensReturnPage(named.key, payment)) return payment;
  throw new Problem('link-not-found', 'No page is opened by this id.');
}
