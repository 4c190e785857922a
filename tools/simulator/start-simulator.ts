import { createServer } from 'node:http';
import { close, listen, sendJson } from '../cdk-local/http-server.ts';
import type { Answer } from './answers.ts';
import { CASHIER_PATH } from './cashier.ts';
import { createFaultPlan } from './faults.ts';
import { hundredthsOf } from './money.ts';
import {
  type NoticeChanges,
  type NoticeMessage,
  noticeFields,
  noticeMessage,
  refundNoticeFields,
} from './notice.ts';
import { createNoticeSender, type Notice, PUBLISHED_RETRIES } from './notice-sender.ts';
import { createOrderBook, isExpired, type Order, refundable, withStatus } from './orders.ts';
import { serve } from './server.ts';
import type { Parameters } from './signature.ts';
import type { ReceivedCall, Simulator, SimulatorOptions } from './simulator.ts';
import { giveBack } from './transactions.ts';
import { createWireRecord } from './wire-record.ts';
import type { World } from './world.ts';

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
