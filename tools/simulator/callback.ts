import { amountText } from './money.ts';
import type { Order } from './orders.ts';
import { pockytTime } from './pockyt-time.ts';

const MACRO = /\{(transactionNo|status|amount|time|reference|note)\}/g;

/** The `callbackUrl` with its macros replaced by percent-encoded values: where the browser goes after paying. */
export function callbackAddress(order: Order): string {
  const values: Readonly<Record<string, string | undefined>> = {
    transactionNo: order.transactionNo,
    status: order.status,
    amount: amountText(order.amount),
    time: pockytTime(order.changedAt),
    reference: order.reference,
    note: order.parameters.note,
  };
  return order.callbackUrl.replace(MACRO, (_, name) => encodeURIComponent(values[name] ?? ''));
}

/** The `callbackUrl` with something harmless in place of its macros, to be checked as a URL. */
export function withoutMacros(callbackUrl: string): string {
  return callbackUrl.replace(MACRO, 'macro');
}
