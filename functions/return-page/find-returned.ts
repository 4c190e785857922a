import { isReference } from '#shared/http/references.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { opensReturnPage, readReturnId } from '#shared/payments/return-page.ts';
import type { PaymentReader } from '#shared/payments/store.ts';

/** The payment whose page an id opens; null, whatever is wrong with the id. */
export async function findReturned(
  id: string | undefined,
  { payments }: { payments: PaymentReader },
): Promise<Payment | null> {
  const named = readReturnId(id ?? '');
  if (named === null || !isReference(named.reference)) return null;
  const payment = await payments.load(named.reference);
  return payment !== null && opensReturnPage(named.key, payment) ? payment : null;
}
