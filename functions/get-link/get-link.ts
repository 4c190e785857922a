import { Problem } from '#shared/http/problem.ts';
import { isReference } from '#shared/http/references.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { PaymentReader } from '#shared/payments/store.ts';

/**
 * The payment under a reference.
 *
 * @throws {Problem} `link-not-found`.
 */
export async function getLink(
  reference: string | undefined,
  { payments }: { payments: PaymentReader },
): Promise<Payment> {
  const payment = reference && isReference(reference) ? await payments.load(reference) : null;
  if (payment === null) throw linkNotFound();
  return payment;
}

export function linkNotFound(): Problem {
  return new Problem(
    'link-not-found',
    'Check the reference. A link exists from the moment on at which POST /payment-links was accepted for it.',
  );
}
