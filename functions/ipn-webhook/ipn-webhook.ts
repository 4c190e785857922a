import { hash } from 'node:crypto';
import { claimDiffers, type NotRecorded, orderOfNotice, recordClaim } from '#shared/payments/apply-notice.ts';
import { applyReport } from '#shared/payments/apply-report.ts';
import { isAboutRefund, isSameClaim } from '#shared/payments/claim.ts';
import { isInFlight, isUndecided, orderId, ownKey, paymentReference } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { UnmatchedStore } from '#shared/payments/store.ts';
import { logFindings, queryOrder, type SyncDeps } from '#shared/payments/sync.ts';
import type { Change } from '#shared/payments/transition.ts';
import { updateWithRetry } from '#shared/payments/update.ts';
import {
  clip,
  type DecodedNotice,
  decodeNotice,
  type EncodedBody,
  type Notice,
  readNotice,
  textOf,
  UndecodableNoticeError,
  type UndecodableReason,
  verifyNotice,
} from '#shared/pockyt/notice.ts';
import type { OrderKey, QueryAnswer } from '#shared/pockyt/query.ts';
import { canonicalString, type WireParameters } from '#shared/pockyt/signature.ts';
import type { Log } from '#shared/runtime/log.ts';
import type { CredentialsSecret, Version } from '#shared/runtime/pockyt-credentials.ts';

/** How long a notice is kept that belongs to no payment of ours. */
export const UNMATCHED_DAYS = 90;

export interface NoticeDeps extends SyncDeps {
  readonly unmatched: UnmatchedStore;
  /** Whether Pockyt is asked before a notice is believed. Off only where it cannot be asked at all. */
  readonly confirms: boolean;
}

/** `acknowledged`: stored, or stored before. `busy`: there is no room for it now. Everything else changed nothing. */
export type Receipt =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly reason: UndecodableReason | 'signature' };

/**
 * Takes in one notification of Pockyt's. Nothing is looked up before the signature is proved, and nothing is
 * acknowledged before it is stored.
 */
export async function receiveNotice(body: EncodedBody, deps: NoticeDeps): Promise<Receipt> {
  const decoded = decode(body);
  if (decoded instanceof UndecodableNoticeError) return refused(decoded.reason, deps.log);
  const version = await signingVersion(decoded, deps.credentials);
  // Of another charset nobody has published what is signed: the signature may be genuine, over other bytes.
  if (version === null) return refused(decoded.encoding === 'utf8' ? 'signature' : 'not-utf-8', deps.log);

  // An operator sees in the log whether an old version of the credentials is still in use.
  const log: Log = (event, fields) => deps.log(event, { ...fields, credentials: version });
  const parameters = textOf(decoded);
  const notice = readNotice(parameters);
  const payment = notice && (await deps.payments.load(paymentReference(notice.reference)));
  const order = payment && orderOfNotice(payment, notice);
  if (!notice || !payment || !order) {
    await keepUnmatched(parameters, version, { ...deps, log });
    return { kind: 'acknowledged' };
  }
  return applyNotice(payment, notice, version, { ...deps, log });
}

/** Pockyt is asked before anything is written: what it says and the claim are one write. */
async function applyNotice(
  payment: Payment,
  notice: Notice,
  version: Version,
  deps: NoticeDeps,
): Promise<Receipt> {
  const asked = deps.confirms
    ? await ask(payment, notice, version, deps)
    : believed(payment, notice, deps.now());
  if (asked === 'in-flight') return { kind: 'busy' };
  const change = await updateWithRetry<NoticeChange>(deps, payment, (current, now) => {
    const kept = recordClaim(current, notice, version, now);
    const order = orderOfNotice(kept.payment, notice);
    if (!kept.isChanged || asked === undefined || order === undefined)
      return { ...kept, claimed: kept.reason };
    const report = { orderId: orderId(order), trigger: 'notice' as const, ...asked };
    const answered = applyReport(kept.payment, report, now);
    return answered.isChanged ? answered : kept;
  });
  logNotice(change, notice, deps.log);
  return { kind: change.claimed === 'no-room' ? 'busy' : 'acknowledged' };
}

type NoticeChange = Change & { readonly claimed?: NotRecorded };
type Asked = { readonly key: OrderKey; readonly answer: QueryAnswer | null; readonly askedAt: Date };

/** What Pockyt says of a claim that is to be asked about at once; undefined of every other. */
async function ask(
  payment: Payment,
  notice: Notice,
  version: Version,
  deps: NoticeDeps,
): Promise<Asked | undefined> {
  const now = deps.now();
  const { claim } = recordClaim(payment, notice, version, now);
  const order = orderOfNotice(payment, notice);
  if (!claim || !order || isInFlight(order, now) || claim.askAt > now.toISOString()) return undefined;
  const key = { transactionNo: notice.transactionNo };
  return { key, answer: await queryOrder(order, key, deps), askedAt: now };
}

/**
 * Where Pockyt cannot be asked, the claim stands for its answer, compared in the same way: about the order's own number,
 * or about an order whose number nobody knows. While the order is made, Pockyt is to send the notice again.
 */
function believed(payment: Payment, notice: Notice, askedAt: Date): Asked | 'in-flight' | undefined {
  const { reference, transactionNo, status, amount, currency } = notice;
  const order = orderOfNotice(payment, notice);
  if (!order || amount === undefined || currency === undefined || isAboutRefund(notice)) return undefined;
  if (isInFlight(order, askedAt)) return 'in-flight';
  const isUnknown = order.transactionNo === undefined && isUndecided(order);
  if (order.transactionNo !== transactionNo && !isUnknown) return undefined;
  const said = { reference, transactionNo, status, amount, currency };
  const transaction = { ...said, transactionType: 'payment', refunds: [] };
  return { key: ownKey(order), answer: { kind: 'found', transaction }, askedAt };
}

/**
 * The version of the credentials that signed the notice, or null. The current one is tried as it is known; a miss
 * looks for a newer one and for those of a rotation, which are read anew at most once in `SECRET_RETRY_MS`, so that a
 * flood of forgeries is no flood of calls.
 */
async function signingVersion(
  decoded: DecodedNotice,
  credentials: CredentialsSecret,
): Promise<Version | null> {
  const known = await credentials.get();
  if (verifyNotice(decoded, known.token)) return 'current';
  credentials.forget();
  const others = await credentials.others();
  const current = await credentials.get();
  const versions = current === known ? others : [['current', current] as const, ...others];
  return versions.find(([, { token }]) => verifyNotice(decoded, token))?.[0] ?? null;
}

function decode(body: EncodedBody): DecodedNotice | UndecodableNoticeError {
  try {
    return decodeNotice(body);
  } catch (error) {
    if (error instanceof UndecodableNoticeError) return error;
    throw error;
  }
}

function refused(reason: UndecodableReason | 'signature', log: Log): Receipt {
  log('ipn.rejected', { reason });
  return { kind: 'refused', reason };
}

/** A signed notice for nothing that we know may be money that nobody expects: it is kept for a person to look at. */
async function keepUnmatched(
  parameters: WireParameters,
  version: Version,
  { unmatched, now, log }: NoticeDeps,
) {
  const { verifySign, ...signed } = parameters;
  const { transactionNo, status } = signed;
  // No key of the database can be as long as a notice.
  const reference = clip(signed.reference ?? '');
  const receivedAt = now();
  await unmatched.keep({
    reference: reference || '-',
    noticeId: hash('sha256', canonicalString(signed)),
    receivedAt: receivedAt.toISOString(),
    expiresAt: Math.floor(receivedAt.getTime() / 1000) + UNMATCHED_DAYS * 86_400,
    credentials: version,
    parameters: Object.entries(signed),
  });
  log('ipn.unmatched', { reference, transactionNo, status });
}

/** What became of a notice, for an operator. */
function logNotice(change: NoticeChange & { before: Payment }, notice: Notice, log: Log): void {
  const { before, payment, claimed } = change;
  const { reference, transactionNo, amount, currency } = notice;
  const seen = { reference, transactionNo, amount, currency };
  const order = orderOfNotice(before, notice);
  const differs = order && claimDiffers(order, notice);
  // What is repeated was told before, and what has no room comes again.
  const isRepeated = order?.claims?.some((claim) => isSameClaim(claim, notice));
  if (differs && !isRepeated && claimed !== 'no-room') log('ipn.mismatch', { ...seen, reason: differs });
  if (claimed === 'no-room') log('ipn.no_room', seen);
  else if (claimed !== undefined) log('ipn.duplicate', { reference, transactionNo, status: notice.status });
  else if (before.status === payment.status) log('ipn.noted', seen);
  else {
    const isLate = payment.status === 'paid' && payment.paidAfterClose;
    log(isLate ? 'ipn.late_payment' : 'ipn.applied', { ...seen, status: payment.status });
  }
  logFindings(change, log);
}
