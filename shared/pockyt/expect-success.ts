import { scalarText } from '../runtime/json.ts';
import type { Answer } from './envelope.ts';
import { CredentialsRefusedError, RequestRefusedError, UnknownOutcomeError } from './errors.ts';
import type { ReturnCode } from './return-codes.ts';
import { namesIn } from './wire-names.ts';

/** The one code under which Pockyt publishes a refusal of our signature: "data error : verifySign". */
const SYSTEM_ERROR = '000000';

/**
 * Passes an answer that reports success to a call that makes something: an order or a refund.
 *
 * @param meaningOf what a code says about what was asked for.
 * @throws {RequestRefusedError} when nothing was made and the request is to blame.
 * @throws {CredentialsRefusedError} when nothing was made and our credentials are to blame.
 * @throws {UnknownOutcomeError} when it may have been made.
 */
export function expectSuccess({ code, message }: Answer, meaningOf: (code: string) => ReturnCode): void {
  const meaning = meaningOf(code);
  if (meaning.outcome === 'success') return;
  const named = namesIn(message);
  const isKnown = saysKnown(message);
  // Nothing else that 000000 says rules out that it was done. A reference may itself be called verifySign.
  if (code === SYSTEM_ERROR && named.includes('verifySign') && !isKnown)
    throw new CredentialsRefusedError(code);
  if (meaning.outcome === 'unknown') {
    const text = `Pockyt answered ${code} (${meaning.means}), which does not rule out that it was done.`;
    throw new UnknownOutcomeError('return-code', text, code);
  }
  if (isKnown) {
    throw new UnknownOutcomeError(
      'repeated-reference',
      'Pockyt says that it has this reference already.',
      code,
    );
  }
  throw new RequestRefusedError(code, named, meaning);
}

/**
 * Whether Pockyt's answer is about something else than what was sent. It repeats what was sent as text, as a number, as
 * null or not at all: only another value contradicts.
 */
export function contradicts(
  told: unknown,
  sent: string,
  isSame = (one: string, other: string) => one === other,
): boolean {
  if (told === undefined || told === null || told === '') return false;
  const text = scalarText(told);
  return text === null || !isSame(text, sent);
}

/** That something is not there; but not that it must not be. */
const ABSENT = /(?<!\b(?:must|may|can|should|shall|will) ?)(?:not|n't|non)[ -]?exist/gi;

/**
 * Pockyt publishes neither a code nor a message for a reference that it has seen before. Whatever code such a
 * refusal comes with, it is a sign that an order or a refund exists.
 */
function saysKnown(message: string): boolean {
  // Stryker disable next-line StringLiteral: any text that says nothing of it does.
  return /repeat|duplicat|already|exist/i.test(message.replace(ABSENT, ''));
}
