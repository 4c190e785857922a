import { Problem } from '#shared/http/problem.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { PaymentReader } from '#shared/payments/repository.ts';

/**
 * The payment under a reference.
 *
 * @throws {Problem} `link-not-found`.
 */
export async function getLink(
  reference: string | undefined,
  { payments }: { payments: PaymentReader },
): Promise<Payment> {
  const payment = reference ? await payments.load(reference) : null;
  if (payment === null) {
    throw new Problem(
      'link-not-found',
      'Check the reference. A link exists from the moment on at which POST /payment-links was accepted for it.',
    );
  }
  return payment;
}
