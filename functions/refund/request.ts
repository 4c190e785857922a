import { invalidRequest } from '#shared/http/problem.ts';
import { unknownFields } from '#shared/http/unknown-fields.ts';
import { SECURE_PAY_RULES, WITHOUT_DECIMALS } from '#shared/pockyt/fields.ts';
import { type Rule, shaped } from '#shared/pockyt/rule.ts';

/** The refund that a caller asks for. */
export interface RefundFields {
  readonly refundReference: string;
  /** Decimal text, in the payment's currency. */
  readonly refundAmount: string;
  /** Pockyt's number of the order whose money goes back; needed where a payment was paid twice. */
  readonly transactionNo?: string;
}

const RULES: Readonly<Record<keyof RefundFields, Rule>> = {
  refundReference: shaped(
    /^[A-Za-z0-9_-]{1,60}$/,
    'Must be your name for this refund in 1 to 60 characters: letters, digits, - and _.',
  ),
  refundAmount: SECURE_PAY_RULES.amount,
  transactionNo: shaped(
    /^[A-Za-z0-9_-]{1,64}$/,
    "Must be Pockyt's number of the order whose money goes back, as the payment shows it.",
  ),
};
export const REFUND_FIELDS = Object.keys(RULES) as (keyof RefundFields)[];

/** What follows from the payment, and why it is not asked for. */
const DERIVED: Readonly<Record<string, string>> = {
  amount: 'Is called refundAmount here.',
  currency: "Is the payment's own. Leave it out.",
  settleCurrency: "Is the payment's own. Leave it out.",
  reference: 'Stands in the path. Leave it out.',
};

/**
 * The caller's request for a refund.
 *
 * @param currency the payment's.
 * @throws {Problem} `invalid-request` with every field that cannot be accepted.
 */
export function readRefundRequest(body: Readonly<Record<string, unknown>>, currency: string): RefundFields {
  const errors = unknownFields(body, REFUND_FIELDS, { of: 'a refund', reasons: DERIVED });
  const fields: Partial<Record<string, string>> = {};
  for (const name of REFUND_FIELDS) {
    const checked = RULES[name](body[name]);
    if ('text' in checked) fields[name] = checked.text;
    else if (name === 'transactionNo' && body[name] === undefined) continue;
    else if (body[name] !== undefined) errors.push({ pointer: `#/${name}`, detail: checked.problem });
    else errors.push({ pointer: `#/${name}`, detail: `Is required. ${checked.problem}` });
  }
  const { refundAmount } = fields;
  if (refundAmount?.includes('.') && WITHOUT_DECIMALS.includes(currency)) {
    errors.push({
      pointer: '#/refundAmount',
      detail: `Must be a whole number: ${currency} is paid without decimals.`,
    });
  }
  if (errors.length > 0) throw invalidRequest('Nothing was refunded.', errors);
  return fields as unknown as RefundFields;
}
