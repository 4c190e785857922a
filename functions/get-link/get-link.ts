import { Problem } from '#shared/http/problem.ts';
import { type Inquiry, refresh } from '#shared/payments/look-into.ts';
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

/** The payment under a reference, after Pockyt was asked about it. Where Pockyt does not answer, as it was known. */
export async function getRefreshedLink(reference: string | undefined, inquiry: Inquiry): Promise<Payment> {
  return refresh(await getLink(reference, inquiry), 'refresh', inquiry);
}
