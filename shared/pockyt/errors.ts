import { type ReturnCode, returnCode } from './return-codes.ts';

/** What came of a call that did not succeed. Messages hold codes and parameter names, never values. */
export abstract class PockytError extends Error {
  /** Pockyt's `ret_code`, when an answer with one arrived. */
  readonly code: string | undefined;

  constructor(message: string, code?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Pockyt refused what we asked for: it has not been done. */
export class RequestRefusedError extends PockytError {
  override readonly name = 'RequestRefusedError';
  /** The parameters that Pockyt's message names. */
  readonly parameters: readonly string[];
  /** What to do next, in a sentence or two. */
  readonly advice: string;

  /** @param meaning what the code says about what was asked for; about an order unless told otherwise. */
  constructor(
    code: string,
    parameters: readonly string[],
    { means, advice }: Pick<ReturnCode, 'means' | 'advice'> = returnCode(code),
  ) {
    super(`Pockyt refused the request: ${means} (${code}).`, code);
    this.parameters = parameters;
    this.advice = advice;
  }
}

/**
 * Pockyt refused our signature: the merchant number, the store number or the token is wrong. What we asked for has not
 * been done.
 */
export class CredentialsRefusedError extends PockytError {
  override readonly name = 'CredentialsRefusedError';
  constructor(code: string) {
    super('Pockyt refused the signature: merchantNo, storeNo or token is not what Pockyt has on file.', code);
  }
}

export type UnknownOutcomeCause =
  | 'deadline'
  | 'connection'
  | 'oversized'
  | 'server-error'
  | 'unreadable'
  | 'return-code'
  | 'unusable-link'
  | 'another-refund'
  | 'repeated-reference';

/** Nobody can say from here whether Pockyt did what we asked for. Never send it again: ask Pockyt. */
export class UnknownOutcomeError extends PockytError {
  override readonly name = 'UnknownOutcomeError';
  readonly reason: UnknownOutcomeCause;

  constructor(reason: UnknownOutcomeCause, message: string, code?: string, options?: ErrorOptions) {
    super(message, code, options);
    this.reason = reason;
  }
}

/** What a call brings, or what came of it instead, as a value. A fault of our own is thrown as it is. */
export async function orPockytError<T>(call: Promise<T>): Promise<T | PockytError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof PockytError) return error;
    throw error;
  }
}
