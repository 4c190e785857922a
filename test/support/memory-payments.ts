import type { Payment } from '#shared/payments/payment.ts';
import type { PaymentStore } from '#shared/payments/store.ts';

/** A store in this process's memory, for what is about decisions and not about storage. */
export function memoryPayments(...stored: readonly Payment[]): PaymentStore {
  const payments = new Map(stored.map((payment) => [payment.reference, payment]));
  const write = (payment: Payment, committed: boolean) => {
    if (committed) payments.set(payment.reference, { ...payment, version: payment.version + 1 });
    return { committed, payment: payments.get(payment.reference) as Payment };
  };
  return {
    load: async (reference) => payments.get(reference) ?? null,
    add: async (payment) => write(payment, !payments.has(payment.reference)),
    replace: async (payment) => write(payment, payments.get(payment.reference)?.version === payment.version),
  };
}
