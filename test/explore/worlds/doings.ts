import type { Run } from '../core/run.ts';
import type { Act } from '../core/world.ts';
import { isOpen, type Order, refundedIn, tip, type Word, wasPaid } from '../pockyt/order.ts';
import { cancel, create, forge, notice, refresh, refund, stranger, withLag } from './acts.ts';

/**
 * What somebody may do in a world that is walked by chance. Each answers with a function that draws what it is, or with
 * undefined while there is nothing to do.
 */
type Doing = Act['run'];
type Doings = (() => Doing | undefined) | undefined;

/** A payment's price goes by its reference, so that one that was taken for another shows. */
const PRICES: Readonly<Record<string, readonly [string, string]>> = {
  'order-1': ['10.00', '10'],
  'order-1-2': ['99.00', '99'],
  'order-1--x': ['10.00', '10'],
  'order-10': ['13', '13.00'],
};
const REFUNDS: readonly (readonly [string, readonly [string, string]])[] = [
  ['back-1', ['3.00', '3']],
  ['back-2', ['7.00', '7']],
  ['back-3', ['10.00', '10']],
  ['back-4', ['2.50', '2.5']],
];
const LAGS = [0, 4_000, 40_000, 4 * 60_000, 20 * 60_000];
const LAG_WEIGHTS = [12, 2, 2, 1, 1];

function drawn<T>(run: Run, from: readonly T[], weights: readonly number[] = from.map(() => 1)): T {
  return from[run.choices.pick(weights)] as T;
}

/** What Pockyt does now may be seen by questions only later. */
function lagging(run: Run, act: () => void): void {
  withLag(run, drawn(run, LAGS, LAG_WEIGHTS), act);
  run.check('changes');
}

export function merchantActs(run: Run, references: readonly string[]): Doings {
  return () => {
    const reference = drawn(run, references);
    const [plain, spelt] = PRICES[reference] as readonly [string, string];
    const isKnown = run.payment(reference) !== undefined;
    const doing = isKnown ? drawn(run, ['create', 'cancel', 'refresh', 'refund'], [8, 3, 2, 6]) : 'create';
    switch (doing) {
      case 'create': {
        const amount = drawn(run, [plain, spelt, '5.00'], [12, 1, 1]);
        const storeNo = drawn(run, [undefined, '300002', '300009'], [12, 1, 1]);
        return () => create(run, reference, amount, storeNo);
      }
      case 'cancel':
        return () => cancel(run, reference);
      case 'refresh':
        return () => refresh(run, reference);
      default: {
        const [name, spellings] = drawn(run, REFUNDS);
        const amount = drawn(run, [...spellings, '1.00'], [6, 2, 1]);
        const named = ordersWithMoney(run, reference);
        // Only where there is more than one must a refund say of which.
        const number = named.length > 1 ? drawn(run, [...named, undefined]) : undefined;
        return () => refund(run, reference, name, amount, number);
      }
    }
  };
}

function ordersWithMoney(run: Run, reference: string): (string | undefined)[] {
  const orders = run.payment(reference)?.orders ?? [];
  return orders.filter(({ isHeld }) => isHeld).map(({ transactionNo }) => transactionNo);
}

export function customerActs(run: Run): Doings {
  const open = run.pockyt.orders.filter((order) => isOpen(tip(order)) || isRetried(run, order));
  if (open.length === 0) return undefined;
  return () => {
    const order = drawn(run, open);
    const words: readonly Word[] = ['success', 'pending', 'dealing', 'failed'];
    const word = drawn(run, words, [10, 2, 2, 2]);
    return () => {
      run.story?.(`${order.number} becomes ${word}`);
      lagging(run, () => run.pockyt.change(order, word));
      return undefined;
    };
  };
}

/** A customer who has the link may try again where a first try failed. */
function isRetried({ ledger }: Run, order: Order): boolean {
  return (
    tip(order).status === 'failed' &&
    !wasPaid(order) &&
    ledger.handed.some((link) => link.transactionNo === order.number)
  );
}

export function pockytActs(run: Run): Doings {
  const { orders } = run.pockyt;
  if (orders.length === 0) return undefined;
  return () => {
    const order = drawn(run, orders);
    if (isOpen(tip(order))) return () => changed(run, order, 'closed');
    if (tip(order).status === 'closed' && !wasPaid(order)) return () => changed(run, order, 'reversed');
    if (tip(order).status !== 'success') return undefined;
    // That it is called closed or failed means that the money has gone, as reversed does.
    const word = drawn(run, ['refund', 'reversed', 'closed', 'failed'] as const, [8, 4, 1, 1]);
    if (word !== 'refund') return () => changed(run, order, word);
    const left = order.amount - refundedIn(tip(order));
    const amount = Math.min(left, drawn(run, [100, 250, 500, left], [2, 2, 2, 3]));
    return () => {
      run.story?.(`the portal refunds ${amount} of ${order.number}`);
      lagging(run, () => run.pockyt.refundAtPortal(order, amount));
      return undefined;
    };
  };
}

function changed(run: Run, order: Order, word: Word): undefined {
  run.story?.(`Pockyt calls ${order.number} ${word}`);
  lagging(run, () => run.pockyt.change(order, word));
}

/** Any notice of Pockyt's own that is or was true, in any order and any number of times. */
export function noticeActs(run: Run): Doings {
  const { orders } = run.pockyt;
  if (orders.length === 0) return undefined;
  return () => {
    const order = drawn(run, orders);
    const { versions } = order;
    const weights = versions.map((_, index) => (index === versions.length - 1 ? 4 : 1));
    const { status } = drawn(run, versions, weights);
    return () => notice(run, order, status);
  };
}

/** Nearly as long as a notice may be, and each another. */
const LONG = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(7_000, 'x'));

export function thiefActs(run: Run, references: readonly string[]): Doings {
  return () => {
    const { orders } = run.pockyt;
    const names = [...new Set([...orders.map(({ reference }) => reference), ...references, 'order-1--2'])];
    const numbers = [...orders.map(({ number }) => number), 'T.invented'];
    const reference = drawn(run, names);
    const own = orders.find((order) => order.reference === reference);
    const number = own && drawn(run, [true, false], [3, 2]) ? own.number : drawn(run, numbers);
    const words = ['success', 'reversed', 'closed', 'failed', 'pending', 'refunded', drawn(run, LONG)];
    const status = drawn(run, words, [8, 3, 2, 2, 1, 1, 4]);
    const price = (own?.amount ?? 1000) / 100;
    const amount = drawn(run, [price.toFixed(2), '0.01', 'all of it'], [8, 1, 1]);
    const vendorId = drawn(run, [undefined, drawn(run, LONG)], [6, 1]);
    return () =>
      forge(run, reference, number, status, { amount, ...(vendorId !== undefined && { vendorId }) });
  };
}

/** Orders under our references that no call of ours made. */
export function strangerActs(run: Run, references: readonly string[]): Doings {
  return () => {
    const reference = drawn(run, [...references, 'order-1--2']);
    const amount = drawn(run, [1000, 1], [3, 1]);
    return () => {
      const order = stranger(run, reference, amount);
      run.story?.(`a stranger makes ${order.number}`);
      return undefined;
    };
  };
}
