import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerShapes } from './answer-shapes.ts';
import type { Answer } from './answers.ts';
import type { Endpoint, Faults } from './faults.ts';
import type { NoticeChanges, NoticeFormat, NoticeMessage } from './notice.ts';
import type { Delivery, Notice, Sending } from './notice-sender.ts';
import type { Order, Orders, Refund } from './orders.ts';
import type { Parameters } from './signature.ts';
import type { WireExchange } from './wire-record.ts';
import type { RepeatedReference } from './world.ts';

/** Answers are as published, with lists and text, where nothing else is said. */
export interface SimulatorOptions extends Partial<Readonly<AnswerShapes>> {
  readonly merchantNo: string;
  readonly storeNo: string;
  /** The merchant's other stores; one, 300099, if not said. */
  readonly otherStoreNos?: readonly string[];
  readonly token: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly now?: () => Date;
  /** From 0 up to 1, as Math.random: makes transaction numbers. */
  readonly random?: () => number;
  /** Takes what happens: never a token, a signature or a shopper's data. */
  readonly log?: (event: object) => void;
  /** Waits before each retry of a notice; as published if not given. */
  readonly retryDelaysMs?: readonly number[];
  /** `refuse` if not given. */
  readonly repeatedReference?: RepeatedReference;
  /** `form` if not given. */
  readonly noticeFormat?: NoticeFormat;
  /** Whether an order that nobody went on with is `closed`, without a notice, once its time is over; false if not given. */
  readonly closesByItself?: boolean;
}

/** Pockyt, as far as this project meets it, on this machine. */
export interface Simulator extends AnswerShapes {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly orders: Orders;
  /** Every call of the API, refused ones included; the cashier's pages are not among them. */
  readonly requests: readonly ReceivedCall[];
  /** The last calls of the API with their answers, the newest last, secrets masked. */
  readonly exchanges: readonly WireExchange[];
  readonly notices: readonly Notice[];
  readonly faults: Faults;
  /** May be set at any time. */
  repeatedReference: RepeatedReference;
  noticeFormat: NoticeFormat;
  closesByItself: boolean;
  /** The current token, which signs notices, and others that are still accepted on calls. */
  setTokens(tokens: readonly [string, ...string[]]): void;

  // What a shopper, a bank or the portal does. Any state may follow any other here, unlike on the cashier page.
  // The order changes at once. Each resolves with the notice that it makes, if the order has an ipnUrl, after the first
  // attempt to deliver it; or at once while notices are held.
  pay(transactionNo: string, vendorId?: string): Promise<Notice | undefined>;
  fail(transactionNo: string): Promise<Notice | undefined>;
  close(transactionNo: string): Promise<Notice | undefined>;
  reverse(transactionNo: string): Promise<Notice | undefined>;
  /** Sets any status, such as `dealing`, or `reversed` where its notice never comes, and tells nobody. */
  setStatus(transactionNo: string, status: string): void;
  /** Refunds so much, or all that is left. A notice goes to the order's ipnUrl only if `notice` says so. */
  refundAtPortal(transactionNo: string, amount?: string, options?: { readonly notice?: boolean }): Refund;

  /** From now on notices wait for `deliver`, or go out by themselves again. Those that wait already keep waiting. */
  holdNotices(held: boolean): void;
  readonly noticesHeld: boolean;
  /**
   * Makes a notice about an order, or about a refund of it, in part otherwise than it is, that waits; none for an order
   * without an ipnUrl.
   */
  keepNotice(transactionNo: string, changes?: NoticeChanges, refund?: Refund): Notice | undefined;
  /** Sends a notice as a new one is sent, held or not: again until it is acknowledged. */
  sendNotice(noticeId: string, sending?: Sending): Promise<Notice>;
  /** Sends a notice once: as late, as often and in whatever order a test likes. */
  deliver(noticeId: string): Promise<Delivery>;
  /** A signed notice about an order, in part otherwise than it is. */
  buildNotice(order: Order, changes?: NoticeChanges): NoticeMessage;
  /** Carries out the calls that were to be accepted late, and gives the answers that their callers never got. */
  acceptLate(): Answer[];
  stop(): Promise<void>;
}

/** A call of the API as it came in, before anything was decided about it. */
export interface ReceivedCall {
  readonly at: Date;
  /** Undefined when the path is none of the API's. */
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's bytes. */
  readonly body: Buffer;
  /** Undefined when the body could not be read as parameters. */
  readonly parameters: Parameters | undefined;
}
