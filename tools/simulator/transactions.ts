import { LosslessNumber } from 'lossless-json';
import { type AnswerShapes, echoed, refundInfoOf, spelledAmount } from './answer-shapes.ts';
import {
  type Answer,
  CODES,
  mismatch,
  notFound,
  nullParameter,
  Refusal,
  successAnswer,
  wrongState,
  wrongValue,
} from './answers.ts';
import { amountText, hundredthsOf } from './money.ts';
import { isUndecided, type Order, type Refund, refundable, withRefund, withStatus } from './orders.ts';
import type { Parameters } from './signature.ts';
import type { World } from './world.ts';

/** Tells what became of a payment, a refund or a void. */
export function tranQuery(parameters: Parameters, world: World): Answer {
  const seen = ordersSeen(parameters, world);
  const order = find(parameters, seen);
  if (order !== undefined) return successAnswer('query success', paymentResult(order, world.shapes));
  const [paid, refund] = findRefund(parameters, seen) ?? [];
  if (paid === undefined || refund === undefined) throw notFound();
  return successAnswer('query success', refundResult(paid, refund, world.shapes));
}

/** The orders as a query sees them: when it lags, the one that it is about is as it was before its last change. */
function ordersSeen(parameters: Parameters, { book, takeLag, log }: World): readonly Order[] {
  const orders = book.all;
  const about = find(parameters, orders) ?? findRefund(parameters, orders)?.[0];
  if (about === undefined || !takeLag(about)) return orders;
  const { transactionNo } = about;
  log({ event: 'query.lagged', transactionNo });
  return orders.flatMap((order) => (order === about ? (book.beforeLastChange(transactionNo) ?? []) : order));
}

/** Refunds a paid order, whole or in part. */
export function refund(parameters: Parameters, world: World): Answer {
  for (const name of ['refundAmount', 'currency', 'settleCurrency', 'refundReference']) {
    if (!parameters[name]) throw nullParameter(name);
  }
  const { refundAmount = '', refundReference = '', ipnUrl } = parameters;
  const amount = hundredthsOf(refundAmount);
  if (amount === undefined || amount === 0n) throw wrongValue('refundAmount');
  const order = find(parameters, world.book.all);
  if (order === undefined) throw notFound();
  if (parameters.currency !== order.currency) throw mismatch('currency');
  if (parameters.settleCurrency !== order.settleCurrency) throw mismatch('settleCurrency');
  if (order.status !== 'success') throw wrongState('the order is not paid');
  const isRepeat = order.refunds.some((earlier) => earlier.refundReference === refundReference);
  if (isRepeat && world.repeatedReference === 'refuse') {
    throw new Refusal({ code: CODES.systemError, message: `refundReference repeated : ${refundReference}` });
  }
  const made = giveBack(order, amount, refundReference, world);
  world.notifyRefund(order, made, ipnUrl || undefined);
  const { transactionNo, reference, currency, settleCurrency } = order;
  const { amountSpelling, echoes } = world.shapes;
  const echo = {
    amount: spelledAmount(order.amount, amountSpelling),
    currency,
    settleCurrency,
    reference,
    refundAmount: spelledAmount(amount, amountSpelling),
    refundReference,
  };
  return successAnswer('refund success', {
    ...echoed(echo, echoes),
    refundTransactionNo: made.refundTransactionNo,
    transactionNo,
    status: 'success',
  });
}

/** Closes an undecided order; gives back in full what was paid. Only the answer to the former is published. */
export function cancel(parameters: Parameters, world: World): Answer {
  const order = find(parameters, world.book.all);
  if (order === undefined) throw notFound();
  const { amountSpelling } = world.shapes;
  const common = {
    transactionNo: order.transactionNo,
    reference: order.reference,
    // Here, unlike elsewhere, the amount is published as a number.
    amount: new LosslessNumber(String(spelledAmount(order.amount, amountSpelling))),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
  };
  if (isUndecided(order)) {
    world.change(withStatus(order, 'closed', world.now()));
    return successAnswer('cancel success', { ...common, status: 'closed' });
  }
  if (order.status !== 'success') throw wrongState(`the order is ${order.status}`);
  const { refundTransactionNo, amount } = giveBack(order, refundable(order), undefined, world);
  return successAnswer('cancel success', {
    ...common,
    status: 'refunded',
    refundTransactionNo,
    refundAmount: spelledAmount(amount, amountSpelling),
  });
}

/** Keeps a refund with its order; without a reference of the merchant's its own number is used. */
export function giveBack(order: Order, amount: bigint, reference: string | undefined, world: World): Refund {
  if (amount <= 0n || amount > refundable(order)) {
    throw wrongState(`${amountText(refundable(order))} is left to refund`);
  }
  const refundTransactionNo = world.newTransactionNo();
  const made = { refundTransactionNo, refundReference: reference ?? refundTransactionNo, amount };
  world.book.keep(withRefund(order, made));
  world.log({ event: 'order.refunded', transactionNo: order.transactionNo, amount: amountText(amount) });
  return made;
}

/** The order that exactly one of the two names; of several orders of one reference, the newest. */
function find({ transactionNo, reference }: Parameters, orders: readonly Order[]): Order | undefined {
  if (transactionNo && reference) throw mismatch('transactionNo', 'reference');
  if (!transactionNo && !reference) throw nullParameter('transactionNo');
  return orders.findLast((order) =>
    transactionNo ? order.transactionNo === transactionNo : order.reference === reference,
  );
}

/** The refund with this number of its own, and its order. */
function findRefund({ transactionNo }: Parameters, orders: readonly Order[]): [Order, Refund] | undefined {
  for (const order of orders) {
    const refund = order.refunds.find(({ refundTransactionNo }) => refundTransactionNo === transactionNo);
    if (refund) return [order, refund];
  }
  return undefined;
}

function paymentResult(order: Order, shapes: AnswerShapes) {
  return {
    transactionNo: order.transactionNo,
    reference: order.reference,
    amount: spelledAmount(order.amount, shapes.amountSpelling),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
    status: order.status,
    transactionType: order.status === 'reversed' ? 'void' : 'payment',
    ...refundInfoOf(order, shapes),
  };
}

function refundResult(order: Order, refund: Refund, shapes: AnswerShapes) {
  return {
    transactionNo: refund.refundTransactionNo,
    reference: refund.refundReference,
    amount: spelledAmount(refund.amount, shapes.amountSpelling),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
    status: 'success',
    transactionType: 'refund',
  };
}
