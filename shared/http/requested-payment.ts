import type { Payment } from '../payments/payment.ts';
import type { PaymentReader } from '../payments/store.ts';
import { Problem } from './problem.ts';
import { isReference } from './references.ts';

/**
 * The payment under the reference in a request's path.
 *
 * @throws {Problem} `link-not-found`.
 */
export async function requestedPayment(
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
