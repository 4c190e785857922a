import type { Payment } from '#shared/payments/payment.ts';
import type { PaymentRepository } from '#shared/payments/repository.ts';

/** A repository in this process's memory, for what is about decisions and not about storage. */
export function memoryPayments(...stored: readonly Payment[]): PaymentRepository {
  const payments = new Map(stored.map((payment) => [payment.reference, payment]));
  const write = (payment: Payment, won: boolean) => {
    if (won) payments.set(payment.reference, { ...payment, version: payment.version + 1 });
    return { won, payment: payments.get(payment.reference) as Payment };
  };
  return {
    load: async (reference) => payments.get(reference) ?? null,
    addAlias: async () => true,
    add: async (payment) => write(payment, !payments.has(payment.reference)),
    replace: async (payment) => write(payment, payments.get(payment.reference)?.version === payment.version),
  };
}
