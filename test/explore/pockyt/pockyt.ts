import { hashText, mix, sum } from '../core/hash.ts';
import type { Account } from './account.ts';
import {
  type Answer,
  echoes,
  none,
  orderRow,
  refundRow,
  refused,
  repeated,
  signatureRefused,
  success,
  UNCLEAR,
} from './answers.ts';
import { type Dialect, moneyIn } from './dialect.ts';
import {
  isOpen,
  type MadeRefund,
  type Order,
  refundedIn,
  shownAt,
  tip,
  type Version,
  type Word,
} from './order.ts';
import { type Parameters, signatureOf } from './signature.ts';

export const PATHS = {
  'secure-pay': '/online/v3/secure-pay',
  query: '/app-data-search/v3/tran-query',
  cancel: '/app-data-search/v3/cancel',
  refund: '/app-data-search/v3/refund',
} as const;
export type Endpoint = keyof typeof PATHS;

/** What may come of a call beside the plain answer. `-made`: it was done, and the answer does not say so. */
export const WAYS: Readonly<Record<Endpoint, readonly string[]>> = {
  'secure-pay': [
    'server-error-made',
    'server-error',
    'system-error-made',
    'unreadable-made',
    'no-link-made',
    'refused',
    'signature',
  ],
  query: [
    'server-error',
    'system-error',
    'unreadable',
    'signature',
    'other-amount',
    'other-currency',
    'other-number',
    'other-reference',
  ],
  cancel: ['server-error-made', 'server-error', 'refused'],
  refund: [
    'server-error-made',
    'system-error-made',
    'server-error',
    'no-such',
    'balance',
    'refused',
    'signature',
  ],
};

/**
 * A call may reach Pockyt so long after it was sent, and an order shows itself to questions no later than this. Were it
 * longer than the minute for which the product waits before it believes that an order is absent, nobody could know.
 */
export const LATEST_ARRIVAL_MS = 55_000;

/**
 * Pockyt, as its pages describe it. It shares no code with the simulator of `npm start`, so that the two can be wrong
 * in different ways.
 *
 * It never does by itself what nobody could know: it does not say `refused` of an order that it has made.
 */
export class Pockyt {
  readonly orders: Order[] = [];
  readonly account: Account;
  readonly dialect: Dialect;
  /** Of everything that it holds. */
  digest = 0;
  /** How long questions do not see what happens next. */
  lag = 0;
  #now: () => number;
  #tick: () => void;
  #refunds = 0;

  /** @param tick lets a millisecond pass, so that no two things happen at the same time. */
  constructor(account: Account, dialect: Dialect, now: () => number, tick: () => void) {
    this.account = account;
    this.dialect = dialect;
    this.#now = now;
    this.#tick = tick;
  }

  /** A call that has arrived. */
  answer(endpoint: Endpoint, parameters: Parameters, issuedAt: number, way = ''): Answer {
    if (parameters.verifySign !== signatureOf(parameters, this.account.token) || way === 'signature') {
      return signatureRefused(this.dialect);
    }
    if (way in UNCLEAR) return UNCLEAR[way as keyof typeof UNCLEAR];
    if (way === 'refused') return refused('000022', this.dialect);
    if (way === 'no-such') return refused('000021', this.dialect);
    if (way === 'balance') return refused('000040', this.dialect);
    const answer = this.#carryOut(endpoint, parameters, issuedAt, way);
    const isHidden = way.endsWith('-made') && way !== 'no-link-made';
    return isHidden ? UNCLEAR[way.slice(0, -'-made'.length) as keyof typeof UNCLEAR] : answer;
  }

  #carryOut(endpoint: Endpoint, parameters: Parameters, issuedAt: number, way: string): Answer {
    switch (endpoint) {
      case 'secure-pay':
        return this.#make(parameters, issuedAt, way);
      case 'query':
        return this.#tell(parameters, way);
      case 'cancel':
        return this.#cancel(parameters);
      case 'refund':
        return this.#refund(parameters);
    }
  }

  #make(parameters: Parameters, issuedAt: number, way: string): Answer {
    const { reference = '', storeNo = '' } = parameters;
    if (!this.account.stores.includes(storeNo)) return refused('000022', this.dialect);
    const isKnown = this.orders.some((order) => order.reference === reference);
    if (isKnown && this.dialect.repeatedReference === 'refused') {
      return repeated('reference', this.dialect);
    }
    const order = this.add({
      reference,
      storeNo,
      amount: Math.round(Number(parameters.amount) * 100),
      currency: parameters.currency ?? '',
      settleCurrency: parameters.settleCurrency ?? '',
      minutes: Number(parameters.timeout),
      isForeign: false,
      visibleBy: issuedAt + LATEST_ARRIVAL_MS,
    });
    const cashierUrl = `https://cashier.example/${order.number}`;
    const result = { transactionNo: order.number, ...echoes(order, this.dialect) };
    const hasLink = way !== 'no-link-made';
    return success(
      { ...result, ...(hasLink && { cashierUrl }) },
      { kind: 'made', order, hasLink },
      this.dialect,
    );
  }

  /** An order, made by a call or by somebody else's. */
  add(made: {
    reference: string;
    storeNo: string;
    amount: number;
    currency: string;
    settleCurrency: string;
    minutes: number;
    isForeign: boolean;
    visibleBy?: number;
  }): Order {
    this.#tick();
    const at = this.#now();
    const { minutes, visibleBy = Number.POSITIVE_INFINITY, ...rest } = made;
    const earlier = this.orders.filter(({ reference }) => reference === made.reference).length;
    const visibleAt = Math.max(at, Math.min(at + this.lag, visibleBy));
    const order: Order = {
      ...rest,
      number: `T.${made.reference}${earlier > 0 ? `.${earlier + 1}` : ''}`,
      endsAt: at + minutes * 60_000,
      versions: [{ at, visibleAt, status: 'init', refunds: [] }],
    };
    this.orders.push(order);
    this.#changed(order);
    return order;
  }

  #tell(parameters: Parameters, way: string): Answer {
    const now = this.#now();
    const candidates = this.#named(parameters).filter((order) => shownAt(order, now) !== undefined);
    const { byReference } = this.dialect;
    const order = byReference === 'oldest' ? candidates[0] : candidates.at(-1);
    if (order === undefined) return none(this.dialect);
    const version = shownAt(order, now) as Version;
    const refund = version.refunds.at(-1);
    const isRow = parameters.transactionNo === undefined && byReference === 'refund-row' && refund;
    const row = isRow ? refundRow(order, refund, this.dialect) : orderRow(order, version, this.dialect);
    const number = isRow ? refund.number : order.number;
    // Asked by a reference, there is no number that could be another's.
    const isFair = way === 'other-number' && parameters.transactionNo === undefined;
    const untrue = isFair ? undefined : UNTRUE[way as keyof typeof UNTRUE];
    const shown = { kind: 'found', order, version, number, isContradiction: untrue !== undefined } as const;
    return success({ ...row, ...untrue }, shown, this.dialect);
  }

  #named({ transactionNo, reference, storeNo }: Parameters): Order[] {
    return this.orders.filter(
      (order) =>
        order.storeNo === storeNo &&
        (transactionNo === undefined ? order.reference === reference : order.number === transactionNo),
    );
  }

  #cancel(parameters: Parameters): Answer {
    const order = this.#named(parameters).at(-1);
    if (order === undefined) return none(this.dialect);
    const { status } = tip(order);
    if (isOpen(tip(order))) this.change(order, 'closed');
    else if (status === 'success') this.#takeBack(order);
    else if (status !== 'closed') return refused('000040', this.dialect);
    const { amount } = order;
    const result = {
      transactionNo: order.number,
      reference: order.reference,
      amount: moneyIn(amount, this.dialect),
    };
    return success({ ...result, status: 'closed' }, { kind: 'made', order }, this.dialect);
  }

  /** A cancel of an order that was paid gives the money back. */
  #takeBack(order: Order): void {
    const { cancelOfPaid } = this.dialect;
    if (cancelOfPaid === 'reverses') this.change(order, 'reversed');
    else if (cancelOfPaid === 'closes') this.change(order, 'closed');
    else this.refundAtPortal(order, order.amount - refundedIn(tip(order)));
  }

  #refund(parameters: Parameters): Answer {
    const { refundReference = '', refundAmount, transactionNo = '' } = parameters;
    const order = this.#named(parameters).at(-1);
    if (order === undefined) return refused('000021', this.dialect);
    const amount = Math.round(Number(refundAmount) * 100);
    const version = tip(order);
    const isRepeated = version.refunds.some(({ reference }) => reference === refundReference);
    if (isRepeated && this.dialect.repeatedRefund === 'refused') {
      return repeated('refundReference', this.dialect);
    }
    const isOver = refundedIn(version) + amount > order.amount;
    if (version.status !== 'success' || (isOver && this.dialect.overRefund === 'refused')) {
      return refused(this.dialect.balanceCode, this.dialect);
    }
    const refund = { number: `F${++this.#refunds}`, reference: refundReference, amount };
    this.#next(order, version.status, [...version.refunds, refund]);
    const result = {
      ...echoes(order, this.dialect),
      transactionNo,
      refundAmount: moneyIn(amount, this.dialect),
      refundReference,
      refundTransactionNo: refund.number,
      status: 'success',
    };
    return success(result, { kind: 'made', order, refund }, this.dialect);
  }

  /** The order goes on to another status. */
  change(order: Order, status: Word): void {
    this.#next(order, status, tip(order).refunds);
  }

  /** Money is given back without a call of ours. */
  refundAtPortal(order: Order, amount: number): void {
    if (amount <= 0) return;
    const { status, refunds } = tip(order);
    this.#next(order, status, [...refunds, { number: `F${++this.#refunds}`, amount }]);
  }

  #next(order: Order, status: Word, refunds: readonly MadeRefund[]): void {
    this.#tick();
    const at = this.#now();
    // Questions see what happened in the order in which it happened.
    const visibleAt = Math.max(at + this.lag, tip(order).visibleAt);
    order.versions.push({ at, visibleAt, status, refunds });
    this.#changed(order);
  }

  #changed(order: Order): void {
    const { status, visibleAt, refunds } = tip(order);
    const what = `${order.number} ${status} ${visibleAt} ${refundedIn(tip(order))} ${refunds.length}`;
    this.digest = sum(this.digest, mix(hashText(what), order.versions.length));
  }

  /** What changes by the clock alone: what becomes visible, and when a customer's time is over. */
  times(): number[] {
    return this.orders.flatMap((order) => [tip(order).visibleAt, order.endsAt]);
  }
}

/** What an untrue answer says in place of the truth. */
const UNTRUE = {
  'other-amount': { amount: '6.00' },
  'other-currency': { currency: 'KRW' },
  'other-number': { transactionNo: 'T.of-another' },
  'other-reference': { reference: 'of-another' },
} as const;
