import { type CancelResult, cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { refreshLink } from '#functions/refresh-link/refresh-link.ts';
import { refund } from '#functions/refund/refund.ts';
import { readRefundRequest } from '#functions/refund/request.ts';
import { Problem } from '#shared/http/problem.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { type Order, RANKS } from '#shared/payments/order.ts';
import { type Payment, refundedInAll } from '#shared/payments/payment.ts';
import { isRefunded } from '#shared/payments/refunds.ts';
import { currentOrder } from '#shared/payments/status.ts';
import type { DueIndex, PaymentStore, UnmatchedNotice } from '#shared/payments/store.ts';
import { DEADLINE_MS } from '#shared/pockyt/client.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import type { Ports } from './core/ports.ts';
import type { Process } from './core/process.ts';
import { SETTINGS } from './core/settings.ts';
import type { Said, Task } from './core/task.ts';
import type { OrderView, PaymentView } from './core/views.ts';
import { ACCOUNT } from './pockyt/account.ts';
import { noticeBody } from './pockyt/signature.ts';

/**
 * The product as the explorer knows it: the only file here that names anything of it. Everything else works on `Task`,
 * `Said` and `PaymentView`.
 */
export interface Product {
  /** Runs a use case, as its handler would, over the ports. */
  start(process: Process, task: Task, ports: Ports): Promise<Said>;
  isPayment(body: object): boolean;
  version(body: object): number;
  view(body: object): PaymentView;
  /** A payment in a line, for the story. */
  brief(body: object): string;
}

const IPN_URL = 'https://pay.example/ipn';
const DEFAULTS = { callbackUrl: 'https://shop.example/back', timeout: String(SETTINGS.timeout) };
/** The shards of the index are no matter here: there is one. */
const SWEEP_LIMITS = { time: 50_000, payments: 500, concurrency: 1, shards: [0] };
/** The calls of some handlers are given less time than others. */
const DEADLINES: { readonly [Kind in Task['kind']]?: number } = { notice: 5_000, cancel: 7_000 };

function depsOf(process: Process, ports: Ports, deadlineMs: number) {
  return {
    payments: paymentStore(ports),
    dueIndex: dueIndex(ports),
    unmatched: {
      keep: (notice: UnmatchedNotice) =>
        ports.keepUnmatched(`${notice.reference} ${notice.noticeId}`, notice),
      under: async (reference: string) =>
        (await ports.unmatchedUnder(
          (body) => (body as UnmatchedNotice).reference === reference,
        )) as UnmatchedNotice[],
      remove: (notice: UnmatchedNotice) => ports.removeUnmatched(`${notice.reference} ${notice.noticeId}`),
    },
    credentials: { get: () => ports.credentials(), forget: () => {}, others: async () => [] },
    pockyt: {
      post: (path: string, parameters: Readonly<Record<string, string>>, allowed = deadlineMs) =>
        ports.post(path, parameters, Math.min(allowed, deadlineMs), noAnswer),
    },
    now: () => process.now(),
    randomId: () => process.randomId(),
    checkDelays: SETTINGS.checkDelays,
    paidChecks: SETTINGS.paidChecks,
    confirms: true,
    log: () => {},
  };
}

const noAnswer = (why: 'deadline' | 'connection') => new UnknownOutcomeError(why, `No answer: ${why}.`);

function dueIndex(ports: Ports): DueIndex {
  return {
    due: (_shard, now) =>
      ports.due((body) => {
        if (!isPayment(body) || (body.dueAt ?? '~') > now.toISOString()) return undefined;
        return body.isUrgent ? 'urgent' : 'routine';
      }),
  };
}

function paymentStore(ports: Ports): PaymentStore {
  const written = ({ isMine, body }: { isMine: boolean; body: object }) => ({
    committed: isMine,
    payment: body as Payment,
  });
  const next = (payment: Payment) => ({ ...payment, version: payment.version + 1 });
  return {
    load: async (reference) => ((await ports.get(reference)) ?? null) as Payment | null,
    add: async (payment) => written(await ports.add(payment.reference, next(payment))),
    replace: async (payment, event) =>
      written(
        await ports.replace(
          payment.reference,
          next(payment),
          payment.version,
          event && (event.eventType === 'PaymentStatusChanged' ? { announces: payment.status } : {}),
        ),
      ),
  };
}

function cancelled(result: CancelResult): Said {
  return result.kind === 'closed' ? shown('cancelled', result.payment) : { kind: result.kind };
}

async function run(process: Process, task: Task, ports: Ports): Promise<Said> {
  const all = depsOf(process, ports, DEADLINES[task.kind] ?? DEADLINE_MS);
  switch (task.kind) {
    case 'create': {
      const { kind, ...body } = task;
      const request = readLinkRequest({ ...body, vendor: 'alipay' }, DEFAULTS);
      const outcome = await createLink({ ...request, ipnUrl: IPN_URL, keyName: 'backend' }, all);
      if (!('payment' in outcome)) return { kind: outcome.kind, isConflict: outcome.kind === 'reused' };
      const { payment } = outcome;
      const link = payment.status === 'pending' ? currentOrder(payment).link : undefined;
      return { ...shown(outcome.kind, payment), ...(link && { handed: link.transactionNo }) };
    }
    case 'cancel':
      return cancelled(await cancelLink(await requestedPayment(task.reference, all), all));
    case 'refresh': {
      const { payment } = await refreshLink(await requestedPayment(task.reference, all), all);
      return shown('refreshed', payment);
    }
    case 'refund': {
      const payment = await requestedPayment(task.reference, all);
      const { kind, reference, ...body } = task;
      const outcome = await refund(
        payment,
        readRefundRequest(body, payment.request.currency),
        'backend',
        all,
      );
      return { kind: outcome.kind, isConflict: outcome.kind === 'reused' };
    }
    case 'notice': {
      const body = noticeBody(task.fields, ACCOUNT.token);
      const encoded = {
        body,
        isBase64Encoded: false,
        contentType: 'application/x-www-form-urlencoded',
        contentEncoding: undefined,
      };
      const receipt = await receiveNotice(encoded, all);
      return { kind: receipt.kind, isAcknowledged: receipt.kind === 'acknowledged' };
    }
    case 'sweep': {
      const { failed } = await reconcile(SWEEP_LIMITS, all);
      return { kind: failed > 0 ? 'swept with failures' : 'swept' };
    }
  }
}

function shown(kind: string, { request, reference }: Payment): Said {
  return { kind, payment: { reference, amount: request.amount, currency: request.currency } };
}

function isPayment(body: object): body is Payment {
  return 'orders' in body;
}

const hundredths = (amount: string) => Math.round(Number(amount) * 100);
const time = (text: string) => Date.parse(text);

function viewOf(payment: Payment): PaymentView {
  const { reference, status, version, request, dueAt, expiresAt } = payment;
  const orders = payment.orders.map(orderOf);
  const asked = payment.orders.flatMap(({ refundRequests = [] }) =>
    refundRequests.map(({ refundReference, refundAmount, state, lease }) => ({
      refundReference,
      amount: hundredths(refundAmount),
      state,
      ...(lease && { owner: lease.owner }),
    })),
  );
  const untils = payment.orders.flatMap(({ lease, refundRequests = [] }) =>
    [lease, ...refundRequests.map((each) => each.lease)].flatMap((each) => (each ? [time(each.until)] : [])),
  );
  return {
    reference,
    status,
    version,
    amount: hundredths(request.amount),
    currency: request.currency,
    ...(request.storeNo !== undefined && { storeNo: request.storeNo }),
    orders,
    refundRequests: asked,
    refunded: Number(refundedInAll(payment)),
    ...(dueAt !== undefined && { dueAt: time(dueAt) }),
    expiresAt: time(expiresAt),
    times: [...untils, time(expiresAt), ...(dueAt === undefined ? [] : [time(dueAt)])],
    shape: [
      status,
      ...payment.orders.map(
        ({ state, transactionNo, link, held, found, confirming, claims = [], refunds = [] }) =>
          `${state} ${transactionNo !== undefined} ${link !== undefined} ${held} ${found} ${confirming} ${claims.length} ${refunds.length}`,
      ),
      ...asked.map(({ state, amount }) => `${state} ${amount}`),
      dueAt !== undefined,
    ].join(),
  };
}

const ORDERS = new WeakMap<Order, OrderView>();

/** Made once of each order: what is stored never changes, and most writes leave most orders as they are. */
function orderOf(order: Order): OrderView {
  const known = ORDERS.get(order);
  if (known) return known;
  const view = viewOfOrder(order);
  ORDERS.set(order, view);
  return view;
}

function viewOfOrder(order: Order): OrderView {
  const { providerReference, transactionNo, state, held, found, link, storeNo, amount, currency } = order;
  const { owner, until } = order.lease;
  return {
    providerReference,
    ...(transactionNo !== undefined && { transactionNo }),
    state,
    rank: RANKS[state],
    isHeld: held === true,
    isFound: found === true,
    isGone: isRefunded(order),
    isConfirming: order.confirming === true,
    hasLink: link !== undefined,
    storeNo,
    amount: hundredths(amount),
    currency,
    expiresAt: time(order.expiresAt),
    lease: { owner, until: time(until) },
  };
}

function brief(body: object): string {
  if (!isPayment(body)) return JSON.stringify(body);
  const { reference, status, version, orders, dueAt } = body;
  const due = dueAt === undefined ? 'never due' : `due ${dueAt}${body.isUrgent ? ' urgently' : ''}`;
  const refunded = refundedInAll(body);
  const back = refunded > 0n ? [`${refunded} went back`] : [];
  return `${reference} v${version} ${status} [${[...orders.flatMap(briefOrder), ...back, due].join('; ')}]`;
}

function briefOrder({
  providerReference,
  state,
  transactionNo,
  link,
  held,
  found,
  confirming,
  claims = [],
  refundRequests = [],
}: Order): string[] {
  const words = [
    providerReference,
    state,
    transactionNo,
    link && 'with link',
    held && 'held',
    found && 'found',
    confirming && 'confirming',
    ...claims.map(
      (claim) => `(claim ${claim.status.slice(0, 16)} of ${claim.transactionNo}, ask ${claim.askAt})`,
    ),
  ];
  const refunds = refundRequests.map(
    (each) => `refund ${each.refundReference} ${each.refundAmount} ${each.state}`,
  );
  return [words.filter(Boolean).join(' '), ...refunds];
}

export const product: Product = {
  async start(process, task, ports) {
    try {
      return await run(process, task, ports);
    } catch (error) {
      if (error instanceof Problem) return { kind: error.type };
      throw error;
    }
  },
  isPayment,
  version: (body) => (isPayment(body) ? body.version : -1),
  view: (body) => viewOf(body as Payment),
  brief,
};
