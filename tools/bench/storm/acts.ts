import type { NoticeChanges, NoticeMessage } from '#tools/simulator/notice.ts';
import { isUndecided, type Order, type Refund, refundable } from '#tools/simulator/orders.ts';
import type { ReceivedCall } from '#tools/simulator/simulator.ts';
import { ordersOf } from './ledger.ts';
import type { Plan } from './plan.ts';
import { LATE } from './plan.ts';
import type { Timetable } from './timetable.ts';
import { AMOUNT, type World } from './world.ts';

/** One payment on its way. */
export interface Life {
  readonly reference: string;
  readonly plan: Plan;
  /** Pockyt's number of the order whose link the customer has; absent while nobody has one. */
  transactionNo?: string;
}

/** What is known of a run besides what Pockyt has, filled as it happens. */
export interface Happened {
  readonly gone: Set<string>;
  readonly everPaid: Set<string>;
  /** Numbers of orders that others made, until a notice told of them. */
  readonly untold: Set<string>;
  /** References of the payments of whose turn a notice has told: it is known soon, and not with the next check. */
  readonly told: Set<string>;
}

export type Stage = World & Happened & { readonly notices: boolean; readonly timetable: Timetable };

/** The first minute: the merchant asks for a link, and with a link the story begins. */
export async function begin(life: Life, stage: Stage): Promise<void> {
  const { reference, plan } = life;
  const { faults } = stage.simulator;
  if (plan.orderFault) faults.nextFor(reference, 'secure-pay', plan.orderFault);
  if (plan.lag > 0) faults.lag(reference, 1);
  let transactionNo = await stage.create(reference, plan);
  if (plan.orderFault === LATE) stage.simulator.acceptLate();
  if (plan.repeats) {
    const again = await Promise.all([stage.create(reference, plan), stage.create(reference, plan)]);
    transactionNo ??= again.find((each) => each !== undefined);
  }
  if (transactionNo !== undefined) await withLink({ ...life, transactionNo }, stage);
  Object.assign(life, { transactionNo });
}

/** A few minutes later: whoever has no link yet asks again, and what Pockyt had to think about is decided. */
export async function goOn(life: Life, stage: Stage): Promise<void> {
  const { reference, plan } = life;
  if (life.transactionNo === undefined && !(plan.givesUp && plan.orderFault)) {
    let tries = 3;
    while (life.transactionNo === undefined && tries-- > 0) {
      Object.assign(life, { transactionNo: await stage.create(reference, plan) });
    }
    if (life.transactionNo === undefined) return stage.ledger.count('never had a link');
    await withLink(life, stage);
  }
  if (life.transactionNo === undefined) return stage.ledger.count('given up by the merchant');

  const order = orderOf(life, stage);
  if (plan.story === 'confirmed' && isUndecided(order)) await happens('success', life, stage);
  if (plan.story === 'not confirmed' && isUndecided(order)) {
    await happens(plan.isSlow ? 'failed' : 'closed', life, stage);
  }
  if (plan.story === 'reversed at once' && order.status === 'success') {
    await happens('reversed', life, stage);
  }
  if (plan.story === 'paid twice') {
    const [first] = ordersOf(stage.simulator, reference);
    if (first?.status === 'closed' && first.transactionNo !== order.transactionNo) {
      await happens('success', { ...life, transactionNo: first.transactionNo }, stage);
    }
  }
  if (plan.story === 'found') await isPaidElsewhere(life, AMOUNT, stage);
  if (plan.story === 'found with another amount') await isPaidElsewhere(life, '99', stage);
}

/** After the link's time. */
export async function payLate(life: Life, stage: Stage): Promise<void> {
  if (life.plan.story !== 'paid after the end' || life.transactionNo === undefined) return;
  if (['init', 'closed'].includes(orderOf(life, stage).status)) await happens('success', life, stage);
}

/** Days or weeks later. */
export async function turn(life: Life, stage: Stage): Promise<void> {
  const { reference, plan, transactionNo } = life;
  if (transactionNo === undefined) return;
  const { status } = orderOf(life, stage);
  if (plan.story === 'confirmed after days' && status === plan.confirming)
    await happens('success', life, stage);
  if (status !== 'success') return;
  if (plan.story === 'reversed') await happens('reversed', life, stage);
  // Of an order whose money went back already it says nothing new.
  if (plan.story === 'gone' && refundable(orderOf(life, stage)) > 0n) await happens('closed', life, stage);
  if (plan.story === 'refunded in part at the portal') await isRefundedElsewhere('1.11', life, stage);
  if (plan.story === 'refunded at the portal') await isRefundedElsewhere(undefined, life, stage);
  if (plan.story === 'paid' && plan.isSlow) await stage.refund(reference, `late-${reference}`, '1.25');
  if (plan.story === 'paid twice') {
    await stage.refund(reference, `unclear-${reference}`, AMOUNT);
    await stage.refund(reference, `clear-${reference}`, AMOUNT, transactionNo);
  }
}

/** What the customer does with the link, and what comes of it at once. */
async function withLink(life: Life, stage: Stage): Promise<void> {
  const { reference, plan } = life;
  const { story } = plan;
  const { simulator } = stage;
  const transactionNo = life.transactionNo as string;
  if (!isUndecided(orderOf(life, stage))) return;
  stage.ledger.count('came to a link');
  switch (story) {
    case 'left':
    case 'paid after the end':
    case 'found':
    case 'found with another amount':
      break;
    case 'failed':
      become('failed', life, stage);
      break;
    case 'cancelled':
      if (plan.cancelFault) simulator.faults.nextFor(transactionNo, 'cancel', plan.cancelFault);
      await stage.cancel(reference);
      simulator.acceptLate();
      break;
    case 'cancelled too late':
      return cancelTooLate(life, stage);
    case 'confirmed':
    case 'confirmed after days':
    case 'not confirmed':
    case 'confirming for ever':
      become(plan.confirming, life, stage);
      break;
    default:
      become('success', life, stage);
      if (story === 'refunded at once') await isRefundedElsewhere(undefined, life, stage);
  }
  if (stage.notices) await tellOf(life, stage);
  if (orderOf(life, stage).status === 'success') await refundsOf(life, stage);
}

/** The cancellation is on its way while the customer pays. */
async function cancelTooLate(life: Life, stage: Stage): Promise<void> {
  const transactionNo = life.transactionNo as string;
  stage.simulator.faults.nextFor(transactionNo, 'cancel', { kind: 'cut' });
  await stage.cancel(life.reference);
  become('success', life, stage);
  if (life.plan.isTold) await tellGenuine(life, stage);
  // Unless the database had broken it off before.
  const isSent = ({ endpoint, parameters }: ReceivedCall) =>
    endpoint === 'cancel' && parameters?.transactionNo === transactionNo;
  if (stage.simulator.requests.some(isSent)) await stage.cancelArrives(transactionNo);
  const { refunds } = orderOf(life, stage);
  stage.ledger.count(`story: ${life.plan.story}, ${refunds.length > 0 ? 'refunded' : 'not refunded'}`);
}

function orderOf({ transactionNo }: Life, { simulator }: Stage): Order {
  return simulator.orders.byTransactionNo(transactionNo as string) as Order;
}

/** An order changes at Pockyt. The next queries may not show it yet. */
function become(status: string, life: Life, stage: Stage, lag: number = life.plan.lag): void {
  const { simulator, ledger, everPaid, gone } = stage;
  const transactionNo = life.transactionNo as string;
  const before = orderOf(life, stage).status;
  simulator.setStatus(transactionNo, status);
  if (lag > 0) simulator.faults.lag(transactionNo, lag);
  if (status === 'success') everPaid.add(transactionNo);
  if (before === 'success' && ['closed', 'failed'].includes(status)) gone.add(transactionNo);
  ledger.count(`Pockyt: order ${status}`);
}

/** The turn of a story: an order changes at Pockyt, and a notice tells of it or does not. */
async function happens(status: string, life: Life, stage: Stage): Promise<void> {
  const isTold = stage.notices && life.plan.isTold;
  // A query lags for seconds: not for so long that the last question does not see it.
  become(status, life, stage, Math.min(life.plan.lag, 1));
  stage.ledger.count(`story: ${life.plan.story}, ${isTold ? 'told' : 'not told'}`);
  if (isTold) await tellTurn(life, stage);
}

async function tellTurn(life: Life, stage: Stage, refund?: Refund): Promise<void> {
  stage.told.add(life.reference);
  await tellGenuine(life, stage, refund);
}

/** Pockyt's portal gives money back. */
async function isRefundedElsewhere(amount: string | undefined, life: Life, stage: Stage): Promise<void> {
  const { simulator, ledger, notices } = stage;
  const { transactionNo, plan } = life;
  const left = refundable(orderOf(life, stage));
  if (left === 0n || (amount !== undefined && left < 200n))
    return ledger.count('portal: nothing left to refund');
  const refund = simulator.refundAtPortal(transactionNo as string, amount);
  const isTold = notices && plan.isTold;
  ledger.count(`story: ${plan.story}, ${isTold ? 'told' : 'not told'}`);
  if (isTold) await tellTurn(life, stage, refund);
}

/** An order that somebody else makes under our reference is paid. Nobody can know unless a notice tells. */
async function isPaidElsewhere(life: Life, amount: string, stage: Stage): Promise<void> {
  const { untold, ledger, notices } = stage;
  const transactionNo = await stage.makeElsewhere(life.reference, amount);
  const found = { ...life, transactionNo };
  untold.add(transactionNo);
  become('success', found, stage, Math.min(life.plan.lag, 1));
  ledger.count(`story: ${life.plan.story}, ${notices ? 'told' : 'not told'}`);
  if (!notices) return;
  untold.delete(transactionNo);
  await tellTurn(found, stage);
}

/** The notices about an order's first change, genuine or not. */
async function tellOf(life: Life, stage: Stage): Promise<void> {
  const { plan } = life;
  const { simulator, ledger } = stage;
  const order = orderOf(life, stage);
  const tell = (change: NoticeChanges, what: string) =>
    stage.tell(simulator.buildNotice(order, change), what);
  if (plan.queryFault) simulator.faults.nextFor(order.transactionNo, 'tran-query', plan.queryFault);
  if (plan.forged) await tell({ status: 'success', token: 'a-forged-token' }, 'forged');
  if (plan.leaked && plan.leaked !== order.status) await tell({ status: plan.leaked }, 'leaked');
  if (plan.altered) await tell({ amount: '1.00', status: 'success' }, 'altered');
  if (plan.flooded) {
    for (const transactionNo of ['1', '2', '3', '4', '5']) await tell({ transactionNo }, 'leaked');
  }
  if (order.status === 'init') return;
  if (plan.copies === 0) ledger.count('notices lost');
  if (plan.copies > 1) ledger.count('notices duplicated', plan.copies - 1);
  const genuine = Array.from({ length: plan.copies }, () => tellGenuine(life, stage));
  await Promise.all([...genuine, ...(plan.stale ? [tell({ status: 'init' }, 'stale')] : [])]);
}

/** A genuine notice about an order as it is now, or about a refund of it, until it is acknowledged. */
async function tellGenuine(life: Life, stage: Stage, refund?: Refund): Promise<void> {
  const { simulator } = stage;
  const order = orderOf(life, stage);
  const make = (): NoticeMessage =>
    refund
      ? (simulator.keepNotice(order.transactionNo, {}, refund) as NoticeMessage)
      : simulator.buildNotice(order);
  await stage.timetable.send(async (repeat) => stage.tell(make(), repeat === 0 ? 'delivered' : 'sent again'));
}

/** The refunds of a paid order, each asked for once or twice at once. */
async function refundsOf({ reference, plan, transactionNo = '' }: Life, stage: Stage): Promise<void> {
  for (const [index, { amount, fault }] of plan.refunds.entries()) {
    const name = `refund-${reference}-${index}`;
    if (fault) stage.simulator.faults.nextFor(transactionNo, 'refund', fault);
    const ask = () => stage.refund(reference, name, amount);
    await Promise.all(plan.refundsTwice ? [ask(), ask()] : [ask()]);
  }
}
