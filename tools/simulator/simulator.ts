import { createServer } from 'node:http';
import { close, listen, sendJson } from '../cdk-local/http-server.ts';
import type { AnswerShapes } from './answer-shapes.ts';
import type { Answer } from './answers.ts';
import { CASHIER_PATH } from './cashier.ts';
import { createFaultPlan, type Faults } from './faults.ts';
import { hundredthsOf } from './money.ts';
import {
  type NoticeChanges,
  type NoticeFormat,
  type NoticeMessage,
  noticeFields,
  noticeMessage,
  refundNoticeFields,
} from './notice.ts';
import {
  createNoticeSender,
  type Delivery,
  type Notice,
  PUBLISHED_RETRIES,
  type Sending,
} from './notice-sender.ts';
import {
  createOrderBook,
  isExpired,
  type Order,
  type Orders,
  type Refund,
  refundable,
  withStatus,
} from './orders.ts';
import { type ReceivedCall, serve } from './server.ts';
import type { Parameters } from './signature.ts';
import { giveBack } from './transactions.ts';
import { createWireRecord, type WireExchange } from './wire-record.ts';
import type { RepeatedReference, World } from './world.ts';

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

/** Longer than a client keeps an idle connection, so that none is closed while a call is on its way. */
const KEEP_ALIVE_MS = 120_000;

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { merchantNo, now = () => new Date(), random = Math.random, log = () => {} } = options;
  const storeNos = [options.storeNo, ...(options.otherStoreNos ?? ['300099'])];
  let tokens: readonly [string, ...string[]] = [options.token];
  const book = createOrderBook((order) =>
    simulator.closesByItself && isExpired(order, now())
      ? withStatus(order, 'closed', order.expiresAt)
      : order,
  );
  const requests: ReceivedCall[] = [];
  const wire = createWireRecord();
  const accepting: (() => Answer)[] = [];
  const faults = createFaultPlan();
  const sender = createNoticeSender({ now, log, retryDelaysMs: options.retryDelaysMs ?? PUBLISHED_RETRIES });
  let made = 0;

  const server = createServer((request, response) => {
    const parts = {
      simulator,
      world,
      faults,
      requests,
      wire,
      account: () => ({ merchantNo, storeNos, tokens }),
      later: (work: () => Answer) => accepting.push(work),
    };
    serve(request, response, parts).catch((error: Error) => {
      log({ event: 'call.broken', message: error.message });
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { message: 'Internal Server Error' });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const baseUrl = await listen(server, options.port);

  async function notify(transactionNo: string, url: string | undefined, fields: Parameters) {
    return url === undefined ? undefined : sender.post({ transactionNo, url, ...signed(fields) });
  }

  function signed(fields: Parameters, changes?: NoticeChanges): NoticeMessage {
    return noticeMessage(fields, tokens[0], { format: simulator.noticeFormat, ...changes });
  }

  const world: World = {
    book,
    now,
    log,
    get repeatedReference() {
      return simulator.repeatedReference;
    },
    get shapes() {
      return simulator;
    },
    newTransactionNo: () => {
      made += 1;
      const drawn = Math.floor(random() * 1e8);
      return `2975${String(drawn).padStart(8, '0')}${String(made).padStart(6, '0')}`;
    },
    cashierUrl: (transactionNo) => `${baseUrl}${CASHIER_PATH}${transactionNo}`,
    clientScript: (transactionNo) => `${baseUrl}/client-script/${transactionNo}.js`,
    change: (order) => void change(order),
    takeLag: faults.takeLag,
    notifyRefund: (order, refund, url) =>
      void notify(order.transactionNo, url, refundNoticeFields(order, refund, now())),
  };

  function change(order: Order): Promise<Notice | undefined> {
    keep(order);
    return notify(order.transactionNo, order.ipnUrl, noticeFields(order));
  }

  function keep(order: Order): void {
    book.keep(order);
    log({ event: 'order.changed', transactionNo: order.transactionNo, status: order.status });
  }

  function found(transactionNo: string): Order {
    const order = book.byTransactionNo(transactionNo);
    if (!order) throw new RangeError(`There is no order ${transactionNo}. See simulator.orders.`);
    return order;
  }

  const become = (status: string) => async (transactionNo: string, vendorId?: string) =>
    change(withStatus(found(transactionNo), status, now(), vendorId));

  const simulator: Simulator = {
    baseUrl,
    orders: book,
    requests,
    exchanges: wire.exchanges,
    notices: sender.notices,
    faults,
    repeatedReference: options.repeatedReference ?? 'refuse',
    noticeFormat: options.noticeFormat ?? 'form',
    closesByItself: options.closesByItself ?? false,
    amountSpelling: options.amountSpelling ?? 'two-decimals',
    echoes: options.echoes ?? 'text',
    refundInfoShape: options.refundInfoShape ?? 'list',
    holdNotices(held) {
      sender.held = held;
    },
    get noticesHeld() {
      return sender.held;
    },
    keepNotice(transactionNo, changes, refund) {
      const order = found(transactionNo);
      if (order.ipnUrl === undefined) return undefined;
      const fields = refund ? refundNoticeFields(order, refund, now()) : noticeFields(order);
      return sender.keep({ transactionNo, url: order.ipnUrl, ...signed(fields, changes) });
    },
    sendNotice: (noticeId, sending) => sender.send(noticeId, sending),
    setTokens(changed) {
      tokens = changed;
    },
    pay: become('success'),
    fail: become('failed'),
    close: become('closed'),
    reverse: become('reversed'),
    setStatus(transactionNo, status) {
      keep(withStatus(found(transactionNo), status, now()));
    },
    refundAtPortal(transactionNo, amount, { notice = false } = {}) {
      const order = found(transactionNo);
      const hundredths = amount === undefined ? refundable(order) : hundredthsOf(amount);
      if (hundredths === undefined) throw new RangeError('The amount must be decimal, such as 1.00.');
      const made = giveBack(order, hundredths, undefined, world);
      if (notice) world.notifyRefund(order, made, order.ipnUrl);
      return made;
    },
    deliver: (noticeId) => sender.deliver(noticeId),
    buildNotice: (order, changes) => signed(noticeFields(order), changes),
    acceptLate: () => accepting.splice(0).map((work) => work()),
    async stop() {
      sender.stop();
      await close(server);
    },
  };
  return simulator;
}
