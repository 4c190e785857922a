import type { AnswerShapes } from './answer-shapes.ts';
import type { Order, OrderBook, Refund } from './orders.ts';

/** What happens to a reference that is used again: nobody has published which it is. */
export type RepeatedReference = 'refuse' | 'second-order';

/** What the API's endpoints work upon. */
export interface World {
  readonly book: OrderBook;
  readonly repeatedReference: RepeatedReference;
  /** How answers are written at this moment. */
  readonly shapes: AnswerShapes;
  now(): Date;
  /** A number of 18 digits that no transaction has had. */
  newTransactionNo(): string;
  cashierUrl(transactionNo: string): string;
  /** For terminal YIP: the script that shows the payment in the merchant's page. */
  clientScript(transactionNo: string): string;
  /** Keeps an order whose status has changed, and tells the merchant. */
  change(order: Order): void;
  /** Whether a query about the order that is being answered lags. It is counted. */
  takeLag(order: Order): boolean;
  notifyRefund(order: Order, refund: Refund, ipnUrl: string | undefined): void;
  log(event: object): void;
}
