import type { Notice } from '../pockyt/notice.ts';
import { type ProviderStatus, providerStatus } from '../pockyt/status-words.ts';
import { after, DAY_MS, isJustAsked, MINUTE_MS, silenceEnds } from './times.ts';

/** When Pockyt is asked about a claim, counted from when it came. */
const QUESTIONS_MS = [0, 1, 2, 4, 8, 15, 30].map((minutes) => minutes * MINUTE_MS);
/** After so many claims that came to nothing, the next ones of the same order wait. */
const MAX_FAILED = 3;
const WAIT_MS = 15 * MINUTE_MS;
/** How long Pockyt may leave a claim unanswered. */
const MAX_SILENCE_MS = 30 * DAY_MS;

/** What a signed notice says of an order, in Pockyt's words. It changes nothing by itself: Pockyt is asked. */
export interface Claim extends Omit<Notice, 'reference'> {
  /** Which version of the credentials the signature matched. */
  readonly credentials: string;
  /** ISO 8601, in UTC. */
  readonly receivedAt: string;
  /** When Pockyt is asked about it next. */
  readonly askAt: string;
}

const DETAILS = ['vendorId', 'time', 'completedAt', 'vaultId', 'customerNo'] as const;

/** What a notice tells beside its claim: the payment method's number, Pockyt's own times, and whose payment it was. */
export type Details = Pick<Notice, (typeof DETAILS)[number]>;

/** The details of a claim, so far as they are not known. */
export function newDetails(claim: Omit<Notice, 'reference'>, known: Details = {}): Details {
  const told = DETAILS.filter((name) => claim[name] !== undefined && known[name] === undefined);
  return Object.fromEntries(told.map((name) => [name, claim[name]]));
}

/** What of an order decides when a claim on it is asked about. */
interface Asked {
  readonly askedAt?: string;
  readonly claimsFailed?: number;
}

/** A claim as it is kept, with the time of its first question: at once, as a rule. */
export function claimOf(
  { reference: _, ...said }: Notice,
  credentials: string,
  order: Asked,
  now: Date,
): Claim {
  const isSlow = (order.claimsFailed ?? 0) >= MAX_FAILED;
  const wait = isSlow ? WAIT_MS : isJustAsked(order, now) ? MINUTE_MS : 0;
  return { ...said, credentials, receivedAt: now.toISOString(), askAt: after(now, wait) };
}

/** The claim after a question at `askedAt` was answered without it; undefined after the last question. */
export function afterQuestion(claim: Claim, askedAt: Date): Claim | undefined {
  const received = Date.parse(claim.receivedAt);
  const next = QUESTIONS_MS.find((wait) => received + wait > askedAt.getTime());
  return next === undefined ? undefined : { ...claim, askAt: new Date(received + next).toISOString() };
}

/**
 * The claim after a question that was not answered; undefined after a month of them: what Pockyt never answers is to
 * leave its place, and an outage is shorter.
 */
export function afterSilence(claim: Claim, now: Date): Claim | undefined {
  const isOld = now.toISOString() >= after(claim.receivedAt, MAX_SILENCE_MS);
  return isOld ? undefined : { ...claim, askAt: silenceEnds(claim.receivedAt, now.toISOString()) };
}

/** Whether a notice is about a refund: what Pockyt sends then is not published, and its `status` is the refund's. */
export function isAboutRefund({ refundReference, refundAmount }: Omit<Notice, 'reference'>): boolean {
  return refundReference !== undefined || refundAmount !== undefined;
}

const WEIGHTS: Readonly<Record<ProviderStatus, number>> = {
  open: 1,
  failed: 2,
  closed: 2,
  paid: 3,
  reversed: 5,
};

/** How much a claim says: of two on the same number the one that says more is kept. */
export function weightOf(claim: Omit<Notice, 'reference'>): number {
  if (isAboutRefund(claim)) return 4;
  const meaning = providerStatus(claim.status);
  return meaning === null ? 0 : WEIGHTS[meaning];
}

/** Whether two claims say the same. */
export function isSameClaim(one: Omit<Notice, 'reference'>, other: Omit<Notice, 'reference'>): boolean {
  return (
    ['transactionNo', 'status', 'amount', 'currency', 'refundReference', 'refundAmount'] as const
  ).every((name) => one[name] === other[name]);
}
