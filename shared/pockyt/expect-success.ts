import type { Answer } from './answer.ts';
import { CredentialsRefusedError, RequestRefusedError, UnknownOutcomeError } from './errors.ts';
import { returnCode } from './return-codes.ts';
import { namesIn } from './wire-names.ts';

/**
 * Passes an answer that reports success to a call that makes something: an order or a refund.
 *
 * @throws {RequestRefusedError} when nothing was made and the request is to blame.
 * @throws {CredentialsRefusedError} when nothing was made and our credentials are to blame.
 * @throws {UnknownOutcomeError} when it may have been made.
 */
export function expectSuccess({ code, message }: Answer): void {
  const named = namesIn(message);
  const { outcome, means } = returnCode(code);
  if (outcome === 'success') return;
  // Published: 000000 with "data error : verifySign". Nothing else that 000000 says rules an order out.
  if (named.includes('verifySign')) throw new CredentialsRefusedError(code);
  if (outcome === 'unknown') {
    const text = `Pockyt answered ${code} (${means}), which does not rule out that it was done.`;
    throw new UnknownOutcomeError('return-code', text, code);
  }
  if (saysRepeated(message)) {
    throw new UnknownOutcomeError(
      'repeated-reference',
      'Pockyt says that it has this reference already.',
      code,
    );
  }
  throw new RequestRefusedError(code, named);
}

/**
 * Pockyt publishes neither a code nor a message for a reference that it has seen before. Whatever code such a
 * refusal comes with, it is a sign that an order or a refund exists.
 */
function saysRepeated(message: string): boolean {
  return /repeat|duplicat|already|exist/i.test(message);
}
