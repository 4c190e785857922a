/** A field of the request that was refused. `pointer` is a JSON pointer (RFC 6901) in URI fragment form. */
export interface FieldError {
  readonly pointer: string;
  readonly parameter?: undefined;
  readonly detail: string;
}

/** A query parameter that was refused. */
export interface QueryError {
  readonly parameter: string;
  readonly pointer?: undefined;
  readonly detail: string;
}

/**
 * Every problem type that an answer can have, with its status and title. A type is part of the interface: callers
 * branch on it. docs/errors.md explains each.
 */
export const PROBLEMS = {
  'invalid-json': { status: 400, title: 'The body is not a JSON object' },
  'invalid-request': { status: 400, title: 'The request has fields that cannot be accepted' },
  'scope-missing': { status: 403, title: 'The API key may not be used for this' },
  'link-not-found': { status: 404, title: 'There is no payment link under this reference' },
  'not-acceptable': { status: 406, title: 'A QR code is served as SVG or PNG' },
  'link-in-flight': { status: 409, title: 'Another request is creating this link' },
  'link-outcome-unknown': { status: 409, title: 'It is not known whether Pockyt made this link' },
  'link-not-cancellable': { status: 409, title: 'There is nothing to cancel' },
  'link-not-payable': { status: 409, title: 'There is nothing to pay under this reference' },
  'refund-in-flight': { status: 409, title: 'Another request is making this refund' },
  'refund-outcome-unknown': { status: 409, title: 'It is not known whether Pockyt made this refund' },
  'refund-not-possible': { status: 409, title: 'There is nothing to refund' },
  'refund-exceeds-payment': { status: 409, title: 'The payment has less left to refund' },
  'nothing-to-resolve': { status: 409, title: 'There is no unknown outcome to resolve' },
  'resolution-too-early': { status: 409, title: 'It is too early to resolve this by hand' },
  'resolution-contradicted': { status: 409, title: 'Pockyt says otherwise' },
  'request-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not declared as JSON' },
  'reference-reused': { status: 422, title: 'The reference belongs to another request' },
  'refused-by-pockyt': { status: 422, title: 'Pockyt refused the request' },
  'internal-error': { status: 500, title: 'Something failed on our side' },
  'pockyt-outcome-unknown': { status: 502, title: 'Pockyt gave no answer that says what happened' },
  'credentials-not-configured': { status: 503, title: "The merchant's Pockyt credentials are not set up" },
  'credentials-refused': { status: 503, title: "Pockyt refused the merchant's credentials" },
  'pockyt-deadline': { status: 504, title: 'Pockyt did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof PROBLEMS;

/** Where problem types live. docs/errors.md has a section for each. */
export const PROBLEM_URN = 'urn:pockyt-payment-links:problem:';

export interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly (FieldError | QueryError)[];
  /** Whole seconds after which it makes sense to try again. */
  readonly retryAfter?: number;
  /** Further members of the problem document: `code` is Pockyt's `ret_code`. */
  readonly members?: Readonly<Record<string, string | undefined>>;
}

/** An answer that is not a success, as RFC 9457 describes it. `detail` says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemType;
  readonly options: ProblemOptions;

  constructor(type: ProblemType, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.type = type;
    this.options = options;
  }
}

/** The JSON pointer of a field that a caller has named, in URI fragment form. */
export function pointerTo(name: string): string {
  return `#/${encodeURIComponent(name.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'))}`;
}

/** Why a request cannot be accepted, with all fields that are to blame. `undone` says what was not done. */
export function invalidRequest(undone: string, errors: readonly FieldError[]): Problem {
  const details = errors.map(({ pointer, detail }) => `${pointer.slice(2)}: ${detail}`);
  return new Problem('invalid-request', [undone, ...details].join(' '), { errors });
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
}

/** The answer that carries a problem. `requestId` joins it to the log. */
export function problemResponse(problem: Problem, requestId: string): HttpResponse {
  const { status, title } = PROBLEMS[problem.type];
  const { errors, retryAfter, members } = problem.options;
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify({
      type: `${PROBLEM_URN}${problem.type}`,
      title,
      status,
      detail: problem.message,
      ...(errors && { errors }),
      ...members,
      requestId,
    }),
  };
}

export function jsonResponse(statusCode: number, body: object): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
