import { hash } from 'node:crypto';
import type { PockytCredentials, Version } from '#shared/credentials/pockyt-credentials.ts';
import type { LogEvent } from '#shared/logging/events.ts';
import type { Log } from '#shared/logging/log.ts';
import type { Decision } from '#shared/payments/conclude.ts';
import { decide } from '#shared/payments/decide.ts';
import type { Refusal } from '#shared/payments/history.ts';
import { askPockyt } from '#shared/payments/look-into.ts';
import type { Attempt, Payment } from '#shared/payments/payment.ts';
import type { PaymentRepository, UnmatchedRepository } from '#shared/payments/repository.ts';
import type { Confirmation } from '#shared/payments/weigh-notice.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import type { PockytClient } from '#shared/pockyt/client.ts';
import {
  decodeNotice,
  type EncodedBody,
  type Notice,
  readNotice,
  UndecodableNoticeError,
  type UndecodableReason,
  verifyNotice,
} from '#shared/pockyt/notice.ts';
import { canonicalString, type WireParameters } from '#shared/pockyt/sign.ts';

/** How long a notice is kept that belongs to no payment of ours. */
export const UNMATCHED_DAYS = 90;

export interface Collaborators {
  readonly payments: PaymentRepository;
  readonly unmatched: UnmatchedRepository;
  readonly credentials: PockytCredentials;
  readonly pockyt: PockytClient;
  /** Whether Pockyt is asked before a notice is believed. Off only where it cannot be asked at all. */
  readonly confirms: boolean;
  readonly now: () => Date;
  readonly log: Log;
}

/** `acknowledged`: stored, or stored before. Everything else changed nothing. */
export type Receipt =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly reason: UndecodableReason | 'signature' };

/**
 * Takes in one notification of Pockyt's. Nothing is looked up before the signature is proved, and nothing is
 * acknowledged before it is stored.
 */
export async function receiveNotice(body: EncodedBody, collaborators: Collaborators): Promise<Receipt> {
  const { credentials, payments, log } = collaborators;
  const decoded = decode(body);
  if (decoded instanceof UndecodableNoticeError) return refused(decoded.reason, log);
  const version = await signingVersion(decoded, credentials);
  if (version === null) return refused('signature', log);

  // An operator sees in the log whether an old version of the credentials is still in use.
  const logSigned: Log = (event, fields) => log(event, { ...fields, credentials: version });
  const notice = readNotice(decoded);
  const payment = notice && (await payments.load(notice.reference));
  if (!payment) {
    await keepUnmatched(decoded, version, { ...collaborators, log: logSigned });
    return { kind: 'acknowledged' };
  }
  const evidence = {
    kind: 'notice',
    notice,
    credentials: version,
    confirmation: await confirmationOf(notice, payment, collaborators),
  } as const;
  const { decision } = await writeDecided(payments, payment, evidence, collaborators.now);
  logDecision(decision, notice, logSigned);
  return { kind: 'acknowledged' };
}

/**
 * The version of the credentials that signed the parameters, or null. The current one is tried as it is known; a miss
 * looks for a newer one and for those of a rotation, which are read anew at most once in `SECRET_RETRY_MS`, so that a
 * flood of forgeries is no flood of calls.
 */
async function signingVersion(
  parameters: WireParameters,
  credentials: PockytCredentials,
): Promise<Version | null> {
  const known = await credentials.get();
  if (verifyNotice(parameters, known.token)) return 'current';
  credentials.forget();
  const others = await credentials.others();
  const current = await credentials.get();
  const versions = current === known ? others : [['current', current] as const, ...others];
  return versions.find(([, { token }]) => verifyNotice(parameters, token))?.[0] ?? null;
}

/**
 * A notice is a hint, Pockyt's answer is the truth: before a notice may change a status, Pockyt is asked. One that
 * changes nothing needs no question.
 */
async function confirmationOf(
  notice: Notice,
  payment: Payment,
  collaborators: Collaborators,
): Promise<Confirmation> {
  if (!collaborators.confirms) return { kind: 'off' };
  const believed = { kind: 'notice', notice, credentials: '', confirmation: { kind: 'off' } } as const;
  if (decide(payment, believed, collaborators.now()).verdict !== 'moved') return { kind: 'none' };
  const attempt = payment.attempts.find(({ providerReference }) => providerReference === notice.reference);
  const answer = await askPockyt(attempt as Attempt, collaborators);
  if (answer === null) return { kind: 'none' };
  // Stryker disable next-line StringLiteral: what is neither off nor none has an answer.
  return { kind: 'answer', answer };
}

function decode(body: EncodedBody): WireParameters | UndecodableNoticeError {
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
  { unmatched, now, log }: Collaborators,
) {
  const { verifySign, ...signed } = parameters;
  const { reference = '', transactionNo, status } = signed;
  const receivedAt = now();
  await unmatched.keep({
    reference: reference || '-',
    noticeId: hash('sha256', canonicalString(signed)),
    receivedAt: receivedAt.toISOString(),
    expiresAt: Math.floor(receivedAt.getTime() / 1000) + UNMATCHED_DAYS * 86_400,
    credentials: version,
    parameters: signed,
  });
  log('ipn.unmatched', { reference, transactionNo, status });
}

/** What a notice that moved nothing is worth telling an operator. */
const EVENTS: Partial<Record<Refusal, LogEvent>> = {
  'amount-mismatch': 'ipn.mismatch',
  'currency-mismatch': 'ipn.mismatch',
  'transaction-mismatch': 'ipn.mismatch',
  'second-payment': 'ipn.second_payment',
  contradicted: 'ipn.mismatch',
  unconfirmed: 'ipn.unconfirmed',
};

function logDecision(decision: Decision, notice: Notice, log: Log): void {
  const { reference, transactionNo, amount, currency } = notice;
  const seen = { reference, transactionNo, amount, currency };
  if (decision.verdict === 'ignored') {
    log('ipn.duplicate', { reference, transactionNo, status: notice.status });
  } else if (decision.verdict === 'noted') {
    const { refusal } = decision;
    log(EVENTS[refusal as keyof typeof EVENTS] ?? 'ipn.noted', { ...seen, reason: refusal });
  } else {
    const { status } = decision.payment;
    log(decision.late ? 'ipn.late_payment' : 'ipn.applied', { ...seen, status });
  }
}
