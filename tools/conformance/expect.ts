import type { Answer } from './client.ts';

/** What an answer should be. */
export interface Expectation {
  /** In a few words, for the report. */
  readonly says: string;
  /** What is wrong with the answer, in a few words; undefined when nothing is. */
  fault(answer: Answer): string | undefined;
}

/** The members of a JSON object that is an answer; none when it is no object. */
export function membersOf({ text }: Pick<Answer, 'text'>): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A signed notice that is kept with an order, as far as it is looked at here. */
export interface KeptClaim {
  readonly transactionNo?: string;
  readonly status?: string;
}

/** An order of a payment, as far as it is looked at here. */
export interface ShownOrder {
  readonly providerReference?: string;
  readonly state?: string;
  readonly claims?: readonly KeptClaim[];
}

/** The orders of the payment that was read. */
export function ordersIn(answer: Pick<Answer, 'text'>): readonly ShownOrder[] {
  const { orders } = membersOf(answer);
  return Array.isArray(orders) ? (orders as ShownOrder[]) : [];
}

/** The notices about which Pockyt is still asked. */
export function claimsIn(answer: Pick<Answer, 'text'>): readonly KeptClaim[] {
  return ordersIn(answer).flatMap(({ claims }) => (Array.isArray(claims) ? (claims as KeptClaim[]) : []));
}

/** How many notices are in the history of the payment that was read; those of others, such as reconciliation, are not. */
export function countNotices(answer: Pick<Answer, 'text'>): number {
  const { history } = membersOf(answer);
  const entries = Array.isArray(history) ? (history as { source?: string }[]) : [];
  return entries.filter(({ source }) => source === 'notice').length;
}

export const typeOf = ({ headers }: Pick<Answer, 'headers'>): string =>
  (headers.get('content-type') ?? 'no type').split(';')[0]!.trim().toLowerCase();

/** What the answer is, in a few words. */
export function inShort(answer: Answer): string {
  const { status, text } = answer;
  if (status === 0) return 'hung up';
  const { type, message, status: payment, errors } = membersOf(answer);
  if (typeOf(answer) === 'application/problem+json') {
    const named = Array.isArray(errors)
      ? errors.map(({ pointer, parameter }) => pointer ?? parameter).join(' ')
      : '';
    return `${status} ${String(type).split(':').at(-1)} ${named}`.trim();
  }
  if (typeOf(answer).startsWith('image/')) return `${status} ${typeOf(answer)}`;
  return `${status} ${String(message ?? payment ?? text).slice(0, 40)}`.trim();
}

/** The first of the faults that there is. */
const first = (...faults: (string | false | undefined)[]): string | undefined =>
  faults.find((fault) => fault) || undefined;

/** `{"message"}`, made by the gateway before any function was asked. */
export function gateway(status: number, message: string): Expectation {
  return {
    says: `${status} ${message}`,
    fault: (answer) =>
      first(
        answer.status !== status && `answered ${answer.status}`,
        typeOf(answer) !== 'application/json' && `of type ${typeOf(answer)}`,
        JSON.stringify(membersOf(answer)) !== JSON.stringify({ message }) && 'another message',
      ),
  };
}

/** What an answer names as refused: a field of the body, or a parameter of the query. */
interface ErrorShown {
  readonly pointer: string;
  readonly parameter: string;
}

const URN = 'urn:pockyt-payment-links:problem:';
/** Problems that pass with time: what is answered so says when to come back, and nothing else does. */
const FOR_LATER = [
  'link-in-flight',
  'link-outcome-unknown',
  'refund-in-flight',
  'refund-outcome-unknown',
  'resolution-too-early',
  'credentials-not-configured',
  'credentials-refused',
  'pockyt-outcome-unknown',
  'pockyt-deadline',
];

/**
 * A problem document.
 *
 * @param type the last part of its URN
 * @param members which it must have besides; `pointers` are those of its `errors`, in any order, and `parameters` the
 * query parameters that these name
 */
export function problem(
  status: number,
  type: string,
  {
    pointers,
    parameters,
    ...members
  }: {
    readonly pointers?: readonly string[];
    readonly parameters?: readonly string[];
    readonly [member: string]: unknown;
  } = {},
): Expectation {
  return {
    says: [status, type, ...(pointers ?? parameters ?? [])].join(' '),
    fault(answer) {
      const document = membersOf(answer);
      const errors = (Array.isArray(document.errors) ? document.errors : []) as Partial<ErrorShown>[];
      const differ = (name: keyof ErrorShown, wanted: readonly string[] | undefined) =>
        wanted && String(errors.map((error) => error[name]).sort()) !== String([...wanted].sort());
      const other = Object.entries(members).find(([name, value]) => document[name] !== value);
      return first(
        answer.status !== status && `answered ${answer.status}`,
        typeOf(answer) !== 'application/problem+json' && `of type ${typeOf(answer)}`,
        document.type !== `${URN}${type}` && 'another problem',
        document.status !== status && 'its status member differs',
        (!document.title || !document.detail || !document.requestId) && 'no title, detail or requestId',
        (differ('pointer', pointers) || differ('parameter', parameters)) && 'other fields are named',
        other && `${other[0]} is ${String(document[other[0]])}`,
        faultOfRetryAfter(answer, type),
      );
    },
  };
}

function faultOfRetryAfter({ headers }: Answer, type: string): string | undefined {
  const seconds = headers.get('retry-after');
  if (!FOR_LATER.includes(type)) {
    return seconds === null ? undefined : 'a Retry-After, though waiting helps nothing';
  }
  return /^[1-9]\d*$/.test(seconds ?? '') ? undefined : 'no Retry-After';
}

/** What Pockyt reads. */
function plainText(status: number, text: string): Expectation {
  return {
    says: `${status} ${text}`,
    fault: (answer) =>
      first(
        answer.status !== status && `answered ${answer.status}`,
        answer.text !== text && 'another text',
        typeOf(answer) !== 'text/plain' && `of type ${typeOf(answer)}`,
      ),
  };
}

/** A notice that is stored, or was before. */
export const ACKNOWLEDGED = plainText(200, 'success');
/** A notice that is to be sent again. */
export const NO_ROOM = plainText(503, 'try again');
/** A notice that is none: the answer says nothing that would help to forge the next one. */
export const refusedNotice = (status: number): Expectation => plainText(status, 'refused');

/** A payment link, in this status. */
export function link(status: 200 | 201, paymentStatus: string): Expectation {
  return {
    says: `${status} ${paymentStatus}`,
    fault(answer) {
      const { status: found, reference, transactionNo, paymentUrl, links } = membersOf(answer);
      const self = String((links as { self?: string } | undefined)?.self);
      return first(
        answer.status !== status && `answered ${answer.status}`,
        typeOf(answer) !== 'application/json' && `of type ${typeOf(answer)}`,
        found !== paymentStatus && `the payment is ${String(found)}`,
        typeof transactionNo !== 'string' && 'no transactionNo',
        found !== 'pending' && paymentUrl !== undefined && 'it shows a link that cannot be paid',
        !self.endsWith(`/payment-links/${String(reference)}`) && 'no link to itself',
        answer.headers.get('cache-control') !== 'no-store' && 'it may be cached',
      );
    },
  };
}

/** The same, and the other requirement besides. */
export function and(
  expectation: Expectation,
  says: string,
  fault: (answer: Answer) => string | undefined,
): Expectation {
  return {
    says: `${expectation.says}, ${says}`,
    fault: (answer) => expectation.fault(answer) ?? fault(answer),
  };
}

/** A link that can be paid, of which no notice is kept and in whose history none has left anything. */
export const UNTOUCHED: Expectation = and(link(200, 'pending'), 'no notice in its history', (answer) =>
  countNotices(answer) === 0 && claimsIn(answer).length === 0 ? undefined : 'a notice was kept',
);
