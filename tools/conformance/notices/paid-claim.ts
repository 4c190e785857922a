import type { Parameters } from '#tools/simulator/signature.ts';
import type { MadeLink } from '../workbench.ts';

/** What Pockyt's notice would say if the link were paid, unsigned. */
export function paidClaim({
  transactionNo,
  amount,
  currency,
  settleCurrency,
  reference,
}: MadeLink): Parameters {
  return {
    transactionNo,
    status: 'success',
    amount,
    currency,
    settleCurrency,
    time: '2026-11-22 22:06:25',
    reference,
  };
}
