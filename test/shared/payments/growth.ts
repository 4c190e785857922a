import { recordClaim } from '#shared/payments/apply-notice.ts';
import { refundRequestsOf, reserveRefund } from '#shared/payments/apply-refund.ts';
import { type Order, orderId } from '#shared/payments/order.ts';
import { newPayment, type Payment } from '#shared/payments/payment.ts';
import { MAX_REFUNDS } from '#shared/payments/refunds.ts';
import { resolveRefund } from '#shared/payments/resolve.ts';
import type { QueryAnswer } from '#shared/pockyt/query.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import {
  answered,
  called,
  givenAt,
  later,
  refundCame,
  repeated,
  type Step,
} from '#tools/harness/payments.ts';
import {
  CALLER,
  GREEDY_INPUT,
  itemSize,
  type Letter,
  LONGEST_FAILURE,
  LONGEST_LINK,
  LOST_REFUND,
  longAnswer,
  longNotice,
  longRefund,
  numberOf,
  strangeAnswer,
} from './greedy.ts';

/** A payment to which more and more happens, all of it in the most words, with the largest that it ever was. */
export class Growth {
  payment: Payment = newPayment(GREEDY_INPUT, later(0));
  time = 0;
  largest = 0;
  readonly letter: Letter;
  private owners = 1;
  private numbers = 0;

  constructor(letter: Letter) {
    this.letter = letter;
  }

  do(...steps: Step[]): void {
    for (const step of steps) {
      this.payment = givenAt(later(this.time), this.payment, step);
      this.largest = Math.max(this.largest, itemSize(this.payment));
    }
  }

  /** The orders of ours, the newest last. */
  get own(): Order[] {
    return this.payment.orders.filter(({ found }) => !found);
  }

  private get newest(): Order {
    return this.own.at(-1) as Order;
  }

  /** A number that no other order or claim has. */
  number(): string {
    this.numbers++;
    return numberOf(this.letter, this.numbers);
  }

  /** The newest order comes to nothing: its outcome is unknown, then Pockyt has it under a number and calls it closed. */
  lose({ claims = 0 } = {}): void {
    const { providerReference: reference, lease } = this.newest;
    this.time += SECOND;
    this.do(called(LONGEST_FAILURE, lease.owner));
    const transactionNo = this.number();
    this.claimUnknown(reference, transactionNo, claims);
    this.time += SECOND;
    const closed = longAnswer(this.letter, { reference, transactionNo, status: 'closed' });
    this.do(answered(closed, { orderId: reference, key: { reference }, trigger: 'reconciliation' }));
  }

  again(): void {
    this.owners++;
    const owner = String(this.owners).padStart(36, '0');
    const until = later(this.time + MINUTE).toISOString();
    this.do(repeated(owner, { ...GREEDY_INPUT, lease: { owner, until } }));
  }

  /** So many orders that come to nothing, and a further one. */
  loseOrders(count: number, options = {}): void {
    for (let number = 0; number < count; number++) {
      this.lose(options);
      this.again();
    }
  }

  /** The newest order gets a link, and notices about its number have come before. */
  link({ claims = 0 } = {}): void {
    const { providerReference: reference, lease } = this.newest;
    this.claimUnknown(reference, numberOf(this.letter, 'link'), claims);
    this.do(called(LONGEST_LINK(this.letter), lease.owner));
  }

  /** So many notices about a number that no order has yet. */
  private claimUnknown(reference: string, transactionNo: string, claims: number): void {
    for (const status of ['reversed', 'strange', 'success'].slice(0, claims)) {
      this.notice({ reference, transactionNo, status });
    }
  }

  notice(about: Parameters<typeof longNotice>[1]): void {
    const notice = longNotice(this.letter, about);
    this.do((payment, now) => recordClaim(payment, notice, 'previous', now));
  }

  /** Notices about every order, until there is room for none: on its own number, and on others. */
  claim(): void {
    for (const { providerReference: reference, transactionNo } of this.payment.orders) {
      if (transactionNo) {
        this.notice({ reference, transactionNo, status: 'reversed', isAboutRefund: true });
      }
      for (let other = 0; other < 3; other++) {
        this.notice({ reference, transactionNo: this.number(), status: 'success', isAboutRefund: true });
      }
    }
  }

  answer(about: { orderId: string; transactionNo: string }, answer: QueryAnswer | null): void {
    const { orderId: name, transactionNo } = about;
    this.do(answered(answer, { orderId: name, key: { transactionNo }, trigger: 'reconciliation' }));
  }

  /** An order is paid, a notice tells all there is beside it, and Pockyt lists so many refunds of it. */
  pay(order: Order, transactionNo = order.transactionNo as string, refunds = 100): void {
    const { providerReference: reference } = order;
    const about = { reference, transactionNo, status: 'success' };
    this.answer({ orderId: orderId(order), transactionNo }, longAnswer(this.letter, { ...about, refunds }));
    this.notice({ ...about, amount: '', currency: '' });
  }

  /** As many payments as are kept are found under the newest reference, each with as many refunds as are listed. */
  find(count: number): void {
    for (let each = 0; each < count; each++) this.pay(this.newest, this.number());
  }

  /** So many refunds are asked for here: as many as there may be, if not said otherwise. */
  refund(ofOrder: string, outcome: 'done' | 'lost', count = MAX_REFUNDS): void {
    const asked = refundRequestsOf(this.payment).length;
    for (let number = asked; number < asked + count; number++) {
      const refundReference = `${number}`.padStart(60, 'r');
      const owner = String(number).padStart(36, '0');
      const lease = { owner, until: later(this.time + MINUTE).toISOString() };
      const request = { refundReference, refundAmount: '99999.99', requestedBy: CALLER, lease };
      const came = outcome === 'done' ? longRefund(this.letter, number) : LOST_REFUND;
      this.do(
        (payment, now) => reserveRefund(payment, ofOrder, request, now),
        refundCame(refundReference, came, owner),
      );
    }
  }

  /** A person ends every refund that is unknown, with the most to say. */
  resolve(): void {
    for (const { refundReference, state } of refundRequestsOf(this.payment)) {
      const seen = `${refundReference.slice(-2)}${this.letter.repeat(198)}`;
      const resolution = { outcome: 'not-made', seen, by: CALLER } as const;
      if (state !== 'unknown') continue;
      this.do((payment, now) => resolveRefund(payment, refundReference, resolution, undefined, now));
    }
  }

  /** Pockyt answers about an order in words that nobody knows, others each time. */
  puzzle({ transactionNo, providerReference: reference, ...rest }: Order): void {
    const about = { reference, transactionNo: transactionNo as string };
    const name = orderId({ transactionNo, providerReference: reference, ...rest } as Order);
    for (let number = 100; number < 150; number++) {
      this.answer({ orderId: name, ...about }, strangeAnswer(this.letter, number, about));
    }
  }
}
