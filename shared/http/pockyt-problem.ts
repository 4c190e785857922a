import {
  CredentialsRefusedError,
  type PockytError,
  RequestRefusedError,
  UnknownOutcomeError,
} from '../pockyt/errors.ts';
import { Problem } from './problem.ts';

/** Seconds until it makes sense to ask again about what Pockyt may or may not have done. */
export const ASK_AGAIN_SECONDS = 60;
/** Seconds in which another request is likely to have its answer. */
export const IN_FLIGHT_SECONDS = 2;
/** Seconds in which somebody may have put the right credentials into the secret. */
const CREDENTIALS_SECONDS = 60;

/** What the caller is told beside what Pockyt said. */
export interface Wording {
  /** The fields that the caller sent: those of them that Pockyt's message names are pointed at. */
  readonly fields: readonly string[];
  /** For when it may have been done. */
  readonly unknown: string;
  /** For when it has not been done, since our credentials were refused. */
  readonly notDone: string;
}

/** The problem that stands for what came of a call to Pockyt that did not succeed. */
export function pockytProblem(error: PockytError, { fields, unknown, notDone }: Wording): Problem {
  const members = { code: error.code };
  if (error instanceof RequestRefusedError) {
    const errors = error.parameters
      .filter((name) => fields.includes(name))
      .map((name) => ({ pointer: `#/${name}`, detail: "Pockyt's answer names this field." }));
    return new Problem('refused-by-pockyt', `${error.message} ${error.advice}`, {
      members,
      cause: error,
      ...(errors.length > 0 && { errors }),
    });
  }
  if (error instanceof CredentialsRefusedError) {
    return new Problem(
      'credentials-refused',
      `${error.message} ${notDone} Put the right credentials into the secret, then send the same request again.`,
      { members, cause: error, retryAfter: CREDENTIALS_SECONDS },
    );
  }
  const isLate = error instanceof UnknownOutcomeError && error.reason === 'deadline';
  return new Problem(isLate ? 'pockyt-deadline' : 'pockyt-outcome-unknown', `${error.message} ${unknown}`, {
    members,
    cause: error,
    retryAfter: ASK_AGAIN_SECONDS,
  });
}
