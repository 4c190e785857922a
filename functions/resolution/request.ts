import { invalidRequest } from '#shared/http/problem.ts';
import { unknownFields } from '#shared/http/unknown-fields.ts';

/** A person's word on an unknown outcome, as the caller sends it. */
export interface ResolutionFields {
  readonly outcome: 'made' | 'not-made';
  /** What they saw in Pockyt's portal. */
  readonly seen: string;
  /** Pockyt's number of the order or the refund, where it was made. */
  readonly transactionNo?: string;
}

const RULES: Readonly<Record<keyof ResolutionFields, (value: unknown) => string | undefined>> = {
  outcome: (value) =>
    value === 'made' || value === 'not-made'
      ? undefined
      : 'Must be "made" or "not-made", by what Pockyt’s portal shows.',
  seen: (value) =>
    typeof value === 'string' && value.isWellFormed() && /^(?=.*\S)[^\p{Cc}]{1,200}$/u.test(value)
      ? undefined
      : 'Must say in 1 to 200 characters what you saw in Pockyt’s portal: it is kept in the history.',
  transactionNo: (value) =>
    typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)
      ? undefined
      : 'Must be Pockyt’s number of what was made, as its portal shows it.',
};

export const RESOLUTION_FIELDS = Object.keys(RULES) as (keyof ResolutionFields)[];

/**
 * The word of a caller.
 *
 * @throws {Problem} `invalid-request` with every field that cannot be accepted.
 */
export function readResolution(body: Readonly<Record<string, unknown>>): ResolutionFields {
  const errors = unknownFields(body, RESOLUTION_FIELDS, { of: 'a resolution' });
  for (const name of RESOLUTION_FIELDS) {
    const isOptional = name === 'transactionNo' && body.outcome !== 'made';
    if (isOptional && body[name] === undefined) continue;
    const detail = RULES[name](body[name]);
    if (detail)
      errors.push({
        pointer: `#/${name}`,
        detail: body[name] === undefined ? `Is required. ${detail}` : detail,
      });
    else if (isOptional) errors.push({ pointer: `#/${name}`, detail: 'Goes only with the outcome "made".' });
  }
  if (errors.length > 0) throw invalidRequest('Nothing was resolved.', errors);
  return body as unknown as ResolutionFields;
}
