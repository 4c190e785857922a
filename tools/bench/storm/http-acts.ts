import { createPockytClient } from '#shared/pockyt/client.ts';
import { securePay, securePayParameters } from '#shared/pockyt/secure-pay.ts';
import type { Stack } from '#tools/harness/stack.ts';
import { isUndecided, type Order, refundable } from '#tools/simulator/orders.ts';
import type { Delivery } from './delivery.ts';
import { type Ledger, ordersOf } from './ledger.ts';
import { LATE, type Plan } from './plan.ts';

/** Where the payments of a storm over HTTP live. */
export interface HttpStage {
  readonly stack: Stack;
  readonly ledger: Ledger;
  readonly delivery: Delivery;
  readonly notices: boolean;
  /** Whether there are faults as well whose end takes minutes. */
  readonly slow: boolean;
  /** Numbers of orders that others made and that no notice has told of. */
  readonly untold: Set<string>;
  /** The token with which Pockyt is called now. */
  token(): string;
}

const AMOUNT = '13';

/** One payment's life, as was planned. */
export async function live(reference: string, plan: Plan, stage: HttpStage): Promise<void> {
  const order = await withLink(reference, plan, stage);
  if (order === undefined) return;
  const { transactionNo } = order;
  await firstAct(reference, transactionNo, plan, stage);
  await ask('read', `/payment-links/${reference}`, stage);
  if (statusOf(transactionNo, stage) === 'success') await refunds(reference, transactionNo, plan, stage);
  await secondAct(reference, transactionNo, plan, stage);
}

/** The order whose link the merchant was given, if it can be paid. */
async function withLink(reference: string, plan: Plan, stage: HttpStage): Promise<Order | undefined> {
  const { simulator } = stage.stack;
  if (plan.orderFault) simulator.faults.nextFor(reference, 'secure-pay', plan.orderFault);
  let status = await create(reference, plan, stage);
  if (plan.orderFault === LATE) simulator.acceptLate();
  if (plan.repeats) await Promise.all([create(reference, plan, stage), create(reference, plan, stage)]);
  // Nobody who is told to come back in a minute does so here: whoever loses patience leaves it to reconciliation.
  for (let tries = stage.slow ? 1 : 8; tries > 0 && status >= 300; tries--) {
    status = await create(reference, plan, stage);
  }
  const order = ordersOf(simulator, reference).at(-1);
  return order && isUndecided(order) ? order : undefined;
}

/** What the customer does, and what the notices say of it. */
async function firstAct(
  reference: string,
  transactionNo: string,
  plan: Plan,
  stage: HttpStage,
): Promise<void> {
  const { stack, delivery, ledger } = stage;
  const { simulator } = stack;
  const { story } = plan;
  if (stage.notices && plan.stale) delivery.keepStale(transactionNo);
  const lag = () => plan.lag > 0 && simulator.faults.lag(transactionNo, 1);
  if (story === 'failed') await simulator.fail(transactionNo);
  else if (story === 'cancelled' || story === 'cancelled too late') {
    const fault = story === 'cancelled' ? plan.cancelFault : LATE;
    if (fault) simulator.faults.nextFor(transactionNo, 'cancel', fault);
    await cancel(reference, story === 'cancelled' ? 3 : 1, stage);
    if (story === 'cancelled too late' && statusOf(transactionNo, stage) === 'init') {
      await simulator.pay(transactionNo);
      ledger.count(`story: ${story}`);
    }
    simulator.acceptLate();
  } else if (CONFIRMING.includes(story)) simulator.setStatus(transactionNo, plan.confirming);
  else if (!UNPAID.includes(story)) await simulator.pay(transactionNo);
  lag();
  if (stage.notices) {
    // Of a notice that is lost only reconciliation would meet the fault, and ask again a minute later.
    const isAsked = stage.slow || (plan.copies > 0 && story !== 'left');
    if (plan.queryFault && isAsked) simulator.faults.nextFor(transactionNo, 'tran-query', plan.queryFault);
    await delivery.deliver(transactionNo, plan);
  }
}

const CONFIRMING: readonly string[] = [
  'confirmed',
  'confirmed after days',
  'not confirmed',
  'confirming for ever',
];
const UNPAID: readonly string[] = ['left', 'paid after the end', 'found', 'found with another amount'];

/** What comes after: money goes back, or comes by another order. */
async function secondAct(
  reference: string,
  transactionNo: string,
  plan: Plan,
  stage: HttpStage,
): Promise<void> {
  const { simulator } = stage.stack;
  const word = statusOf(transactionNo, stage);
  const isPaid = word === 'success';
  // So that what goes back afterwards is found by a look at a paid payment, and not before it is known as one.
  if (isPaid && plan.story !== 'refunded at once')
    await ask('refresh', `/payment-links/${reference}/refresh`, stage, {});
  switch (plan.story) {
    case 'confirmed':
    case 'confirmed after days':
      return word === plan.confirming ? happens('success', transactionNo, plan, stage) : undefined;
    case 'not confirmed':
      return word === plan.confirming ? happens('closed', transactionNo, plan, stage) : undefined;
    case 'gone':
    case 'reversed':
    case 'reversed at once':
      return isPaid ? happens('reversed', transactionNo, plan, stage) : undefined;
    case 'refunded in part at the portal':
      return isPaid ? refundAtPortal('1.11', transactionNo, plan, stage) : undefined;
    case 'refunded at once':
    case 'refunded at the portal':
      return isPaid ? refundAtPortal(undefined, transactionNo, plan, stage) : undefined;
    case 'paid twice': {
      const [first] = ordersOf(simulator, reference);
      if (first?.status === 'closed' && isPaid) await happens('success', first.transactionNo, plan, stage);
      return;
    }
    case 'found':
      return isPaidElsewhere(reference, AMOUNT, plan, stage);
    case 'found with another amount':
      return isPaidElsewhere(reference, '99', plan, stage);
  }
}

function statusOf(transactionNo: string, { stack }: HttpStage): string | undefined {
  return stack.simulator.orders.byTransactionNo(transactionNo)?.status;
}

/** The turn of a story: an order changes at Pockyt, and a notice tells of it or does not. */
async function happens(status: string, transactionNo: string, plan: Plan, stage: HttpStage): Promise<void> {
  stage.stack.simulator.setStatus(transactionNo, status);
  const isTold = stage.notices && plan.isTold;
  stage.ledger.count(`story: ${plan.story}, ${isTold ? 'told' : 'not told'}`);
  if (isTold) await stage.delivery.tell(transactionNo);
}

async function refundAtPortal(
  amount: string | undefined,
  transactionNo: string,
  plan: Plan,
  stage: HttpStage,
): Promise<void> {
  const { simulator } = stage.stack;
  const left = refundable(simulator.orders.byTransactionNo(transactionNo) as Order);
  if (left < 200n) return stage.ledger.count('portal: nothing left to refund');
  const refund = simulator.refundAtPortal(transactionNo, amount);
  const isTold = stage.notices && plan.isTold;
  stage.ledger.count(`story: ${plan.story}, ${isTold ? 'told' : 'not told'}`);
  if (isTold) await stage.delivery.tell(transactionNo, refund);
}

/** An order that somebody else makes under our reference is paid, and a notice tells of it. */
async function isPaidElsewhere(
  reference: string,
  amount: string,
  plan: Plan,
  stage: HttpStage,
): Promise<void> {
  const { stack, notices, ledger, untold } = stage;
  const { simulator } = stack;
  if (!notices) return;
  const [own] = ordersOf(simulator, reference) as [Order];
  const parameters = { ...own.parameters, amount };
  const { merchantNo = '', storeNo = '' } = own.parameters;
  const signer = { merchantNo, storeNo, token: stage.token() };
  const wire = securePayParameters(parameters as never, signer, own.ipnUrl as string);
  const { transactionNo } = await securePay(createPockytClient({ baseUrl: simulator.baseUrl }), wire);
  untold.add(transactionNo);
  simulator.setStatus(transactionNo, 'success');
  ledger.count(`story: ${plan.story}, told`);
  untold.delete(transactionNo);
  await stage.delivery.tell(transactionNo);
}

async function refunds(
  reference: string,
  transactionNo: string,
  plan: Plan,
  stage: HttpStage,
): Promise<void> {
  if (plan.refunds.length === 0) return;
  await ask('refresh', `/payment-links/${reference}/refresh`, stage, {});
  for (const [index, { amount, fault }] of plan.refunds.entries()) {
    const body = { refundReference: `refund-${reference}-${index}`, refundAmount: amount };
    if (fault) stage.stack.simulator.faults.nextFor(transactionNo, 'refund', fault);
    const refund = () => ask('refund', `/payment-links/${reference}/refunds`, stage, body);
    await Promise.all(plan.refundsTwice ? [refund(), refund()] : [refund()]);
  }
}

async function cancel(reference: string, times: number, stage: HttpStage): Promise<void> {
  for (let tries = times; tries > 0; tries--) {
    if ((await ask('cancel', `/payment-links/${reference}/cancel`, stage, {})).status < 500) return;
  }
}

async function create(reference: string, { timeout }: Plan, stage: HttpStage): Promise<number> {
  const body = { amount: AMOUNT, currency: 'PHP', vendor: 'alipay', reference, timeout };
  const callbackUrl = 'https://shop.example/back';
  const { status } = await ask('create', '/payment-links', stage, { ...body, callbackUrl });
  if (status === 201) stage.ledger.count('created');
  return status;
}

/** A request of the merchant's, which is counted. */
async function ask(what: string, path: string, { stack, ledger }: HttpStage, body?: object) {
  const response = await stack.merchant(path, body);
  ledger.count(`${what} answered ${response.status}`);
  await response.text();
  return { status: response.status };
}
