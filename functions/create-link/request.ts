import { hash } from 'node:crypto';
import { type FieldError, invalidRequest, pointerTo } from '#shared/http/problem.ts';
import { unknownFields } from '#shared/http/unknown-fields.ts';

import {
  type CallerField,
  MOBILE_TERMINALS,
  SECURE_PAY_RULES,
  WITHOUT_DECIMALS,
} from '#shared/pockyt/fields.ts';
import type { SecurePayFields } from '#shared/pockyt/secure-pay.ts';
import { toAmount, toHundredths } from '#shared/runtime/money.ts';

/** What the deployment adds where the caller is silent. */
export interface LinkDefaults {
  readonly callbackUrl: string | undefined;
  /** Minutes, as text. */
  readonly timeout: string;
  /** Whether the payment has a page of its own for the customer who comes back, so that no callbackUrl is needed. */
  readonly returnPage?: boolean;
}

export interface LinkRequest {
  readonly fields: SecurePayFields;
  /** SHA-256 over what the caller asked for, in normal form: equal for requests that mean the same. */
  readonly requestHash: string;
}

type Fields = Partial<Record<CallerField, string>>;

/** Parameters of Pockyt's page that a caller must not send, and why. */
const OWNED: Readonly<Record<string, string>> = {
  merchantNo: 'Comes from the deployment, which signs for one merchant. Leave it out.',
  ipnUrl: 'Is the address of this deployment, so that no notice goes astray. Leave it out.',
  verifySign: 'Is computed here, from the token in the secret. Leave it out.',
};
const FIELDS = Object.keys(SECURE_PAY_RULES);
const REQUIRED: readonly CallerField[] = ['amount', 'currency', 'vendor', 'reference'];

/**
 * The caller's request under the rules of Pockyt's parameter page.
 *
 * @throws {Problem} `invalid-request` with every field that cannot be accepted.
 */
export function readLinkRequest(
  body: Readonly<Record<string, unknown>>,
  { returnPage = false, ...defaults }: LinkDefaults,
): LinkRequest {
  const errors = unknownFields(body, FIELDS, { of: 'a payment link', reasons: OWNED });
  const asked = checkedFields(body, errors);
  for (const name of REQUIRED) {
    if (isAbsent(body[name])) errors.push({ pointer: `#/${name}`, detail: 'Is required.' });
  }
  if (isAbsent(body.callbackUrl) && defaults.callbackUrl === undefined && !returnPage) {
    errors.push({
      pointer: '#/callbackUrl',
      detail: 'Is required: this deployment has no default for where the customer goes afterwards.',
    });
  }
  const normal = withPageDefaults(asked);
  errors.push(...contradictions(normal, asked));
  if (errors.length > 0) throw invalidRequest('Nothing was created.', errors);
  return {
    fields: { ...defaults, ...normal } as SecurePayFields,
    requestHash: requestHash(normal),
  };
}

/** The SHA-256 by which a request is known again, its amount by value: `10` is `10.00`. `normal` has nothing of the deployment's defaults. */
export function requestHash(normal: Fields): string {
  const amount = toAmount(toHundredths(normal.amount as string) as bigint);
  return hash('sha256', JSON.stringify(Object.entries({ ...normal, amount }).sort()));
}

function checkedFields(body: Readonly<Record<string, unknown>>, errors: FieldError[]): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(SECURE_PAY_RULES, name) || isAbsent(value)) continue;
    const checked = SECURE_PAY_RULES[name as CallerField](value);
    if ('problem' in checked) errors.push({ pointer: pointerTo(name), detail: checked.problem });
    else fields[name as CallerField] = checked.text;
  }
  return fields;
}

/** `null` and empty text mean what leaving the field out means: Pockyt is never sent an empty value. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** What the page itself says where the caller is silent. The defaults of a deployment are no part of it. */
function withPageDefaults(fields: Fields): Fields {
  const terminal = fields.terminal ?? 'ONLINE';
  return {
    ...(fields.vendor === 'creditcard' && { creditType: 'normal' }),
    ...(!MOBILE_TERMINALS.includes(terminal) && { osType: 'IOS' }),
    settleCurrency: settleCurrencyOf(fields.currency),
    ...fields,
    terminal,
  };
}

/** Pounds settle in pounds, everything else in dollars. */
function settleCurrencyOf(currency: string | undefined): string {
  return currency === 'GBP' ? 'GBP' : 'USD';
}

/** What is sound by itself and not in company. */
function contradictions(normal: Fields, asked: Fields): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (name: CallerField, detail: string) => errors.push({ pointer: `#/${name}`, detail });
  const { amount, currency, settleCurrency, terminal, osType, vendor } = normal;

  if (currency !== undefined && settleCurrency !== settleCurrencyOf(currency)) {
    refuse(
      'settleCurrency',
      `Must be ${settleCurrencyOf(currency)} for ${currency}, or left out: it follows from the currency.`,
    );
  }
  if (amount?.includes('.') && WITHOUT_DECIMALS.includes(currency as string)) {
    refuse('amount', `Must be a whole number: ${currency} is paid without decimals.`);
  }
  if (osType === undefined) {
    refuse('osType', `Is required for the terminal ${terminal}: IOS or ANDROID.`);
  }
  if (asked.creditType !== undefined && vendor !== undefined && vendor !== 'creditcard') {
    refuse('creditType', 'Goes only with the vendor creditcard. Leave it out.');
  }
  if (asked.vaultId !== undefined && asked.customerNo === undefined) {
    refuse('vaultId', 'Goes only with the customerNo that the payment method is vaulted for.');
  }
  return errors;
}
