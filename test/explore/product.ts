import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { getLink, getRefreshedLink } from '#functions/get-link/get-link.ts';
import { receiveNotice } from '#functions/ipn-webhook/receive-notice.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { refund } from '#functions/refund/refund.ts';
import { readRefundRequest } from '#functions/refund/request.ts';
import { Problem } from '#shared/http/problem.ts';
import type { Attempt, Payment } from '#shared/payments/payment.ts';
import { refundedHundredths } from '#shared/payments/refunds.ts';
import type { PaymentRepository, UnmatchedNotice } from '#shared/payments/repository.ts';
import { DEADLINE_MS } from '#shared/pockyt/client.ts';
import { UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import type { Ports } from './core/ports.ts';
import type { Process, Said, Task } from './core/process.ts';
import type { OrderView, PaymentView } from './core/views.ts';
import { SETTINGS } from './core/world.ts';
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
const SWEEP_LIMITS = { time: 20_000, payments: 500, concurrency: 1 };
/** The confirmation of a notice is given less time than other questions. */
const NOTICE_DEADLINE_MS = 5_000;

function collaborators(process: Process, ports: Ports, deadlineMs = DEADLINE_MS) {
  return {
    payments: repository(ports),
    dueIndex: {
      due: (shard: number, now: Date) =>
        shard === 0
          ? ports.due((body) => isPayment(body) && (body.dueAt ?? '~') <= now.toISOString())
          : Promise.resolve([]),
    },
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
    confirms: true,
    log: () => {},
  };
}

const noAnswer = (why: 'deadline' | 'connection') => new UnknownOutcomeError(why, `No answer: ${why}.`);

function repository(ports: Ports): PaymentRepository {
  const resolved = async (body: object | undefined): Promise<object | undefined> =>
    body && 'aliasOf' in body ? resolved(await ports.get(body.aliasOf as string)) : body;
  const written = async ({ isMine, body }: { isMine: boolean; body: object }) => ({
    won: isMine,
    payment: (await resolved(body)) as Payment,
  });
  const next = (payment: Payment) => ({ ...payment, version: payment.version + 1 });
  return {
    load: async (reference) => ((await resolved(await ports.get(reference))) ?? null) as Payment | null,
    addAlias: (alias, reference) =>
      ports.reserve(
        alias,
        { reference: alias, aliasOf: reference },
        (stored) => 'aliasOf' in stored && stored.aliasOf === reference,
      ),
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

async function run(process: Process, task: Task, ports: Ports): Promise<Said> {
  const all = collaborators(process, ports);
  switch (task.kind) {
    case 'create': {
      const { kind, ...body } = task;
      const request = readLinkRequest({ ...body, vendor: 'alipay' }, DEFAULTS);
      const outcome = await createLink({ ...request, ipnUrl: IPN_URL, keyName: 'backend' }, all);
      if (!('payment' in outcome)) return { kind: outcome.kind, isConflict: outcome.kind === 'reused' };
      const { payment } = outcome;
      const isPayable = payment.status === 'pending' && payment.link !== undefined;
      return {
        ...shown(outcome.kind, payment),
        ...(isPayable && { handed: payment.link?.transactionNo }),
      };
    }
    case 'cancel':
      return shown('cancelled', await cancelLink(task.reference, all));
    case 'refresh':
      return shown('refreshed', await getRefreshedLink(task.reference, all));
    case 'refund': {
      const payment = await getLink(task.reference, all);
      const { refundReference, refundAmount } = task;
      const fields = readRefundRequest({ refundReference, refundAmount }, payment.request.currency);
      const outcome = await refund(payment, fields, 'backend', all);
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
      const receipt = await receiveNotice(encoded, collaborators(process, ports, NOTICE_DEADLINE_MS));
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
  return 'orders' in body || 'attempts' in body;
}

const hundredths = (amount: string) => Math.round(Number(amount) * 100);
const time = (text: string) => Date.parse(text);

function viewOf(payment: Payment): PaymentView {
  const {
    reference,
    status,
    version,
    request,
    attempts,
    refundRequests = [],
    lock,
    dueAt,
    expiresAt,
  } = payment;
  const orders = attempts.map((attempt) => orderOf(payment, attempt));
  const asked = refundRequests.map(({ refundReference, refundAmount, state, lock: refundLock }) => ({
    refundReference,
    amount: hundredths(refundAmount),
    state,
    ...(refundLock && { owner: refundLock.owner }),
  }));
  const untils = [lock, ...refundRequests.map((request) => request.lock)].flatMap((each) =>
    each ? [time(each.until)] : [],
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
    refunded: Number(refundedHundredths(payment)),
    ...(dueAt !== undefined && { dueAt: time(dueAt) }),
    expiresAt: time(expiresAt),
    times: [...untils, time(expiresAt), ...(dueAt === undefined ? [] : [time(dueAt)])],
    shape: [
      status,
      ...orders.map(
        ({ state, transactionNo, hasLink }) => `${state} ${transactionNo !== undefined} ${hasLink}`,
      ),
      ...asked.map(({ state, amount }) => `${state} ${amount}`),
      payment.undecided,
      dueAt !== undefined,
      payment.refunds?.length,
    ].join(),
  };
}

function orderOf(payment: Payment, attempt: Attempt): OrderView {
  const { providerReference, transactionNo, state, storeNo } = attempt;
  const { request, link, lock, expiresAt, status } = payment;
  const isLast = attempt === payment.attempts.at(-1);
  return {
    providerReference,
    ...(transactionNo !== undefined && { transactionNo }),
    // That it was found open or paid stands in the payment alone.
    state: state === 'unknown' && transactionNo !== undefined && status !== 'unknown' ? 'open' : state,
    hasLink: isLast && link !== undefined,
    storeNo,
    amount: hundredths(request.amount),
    currency: request.currency,
    expiresAt: time(expiresAt),
    ...(isLast && lock && { lease: { owner: lock.owner, until: time(lock.until) } }),
  };
}

function brief(body: object): string {
  if (!isPayment(body)) return JSON.stringify(body);
  const { reference, status, version, orders, refundRequests, refunded, dueAt } = viewOf(body);
  const told = orders.map(
    ({ providerReference, state, transactionNo, hasLink }) =>
      `${providerReference} ${state}${transactionNo ? ` ${transactionNo}` : ''}${hasLink ? ' with link' : ''}`,
  );
  const refunds = refundRequests.map((each) => `refund ${each.refundReference} ${each.amount} ${each.state}`);
  const due = dueAt === undefined ? 'never due' : `due ${new Date(dueAt).toISOString()}`;
  const back = refunded > 0 ? [`${refunded} went back`] : [];
  return `${reference} v${version} ${status} [${[...told, ...refunds, ...back, due].join('; ')}]`;
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
