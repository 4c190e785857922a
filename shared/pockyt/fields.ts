import { isLosslessNumber } from 'lossless-json';
import { scalarText } from '../runtime/json.ts';
import { goodsInfo } from './goods-info.ts';
import { accept, oneOf, type Rule, refuse, shaped } from './rule.ts';
import { namesThatSortBetween } from './wire-names.ts';

export const CURRENCIES = [
  'USD',
  'CNY',
  'PHP',
  'IDR',
  'KRW',
  'HKD',
  'THB',
  'MYR',
  'GBP',
  'BDT',
  'PKR',
] as const;
/** Pockyt publishes no rule for these; the currencies themselves have no cents in use. */
export const WITHOUT_DECIMALS: readonly string[] = ['KRW', 'IDR'];
export const TERMINALS = ['ONLINE', 'WAP', 'APP', 'MWEB', 'YIP'] as const;
/** The terminals of a phone: Pockyt wants to know which kind. */
export const MOBILE_TERMINALS: readonly string[] = ['WAP', 'APP', 'MWEB'];
export const OS_TYPES = ['IOS', 'ANDROID'] as const;
export const CREDIT_TYPES = ['normal', 'CIT'] as const;
export const TIMEOUT_MINUTES = { least: 1, most: 1440 } as const;
const CALLBACK_MACROS = ['transactionNo', 'status', 'amount', 'time', 'reference', 'note'] as const;
const MAX_URL_LENGTH = 2048;
const MAX_TEXT_LENGTH = 100;

const amountShape = shaped(
  /^(?=.*[1-9])(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$/,
  'Must be a decimal string above zero, such as "13" or "13.00": no leading zero, no sign, at most 12 digits before the point and 2 after it.',
);

const amount: Rule = (value) =>
  isLosslessNumber(value)
    ? refuse(`Must be a string, so that no digit is lost on the way. Quote it: "${value.value}".`)
    : amountShape(value);

const WHOLE_MINUTES = `Must be whole minutes from ${TIMEOUT_MINUTES.least} to ${TIMEOUT_MINUTES.most}, such as "120" or 120.`;
const timeoutShape = shaped(/^[1-9][0-9]{0,3}$/, WHOLE_MINUTES);

const timeout: Rule = (value) => {
  const checked = timeoutShape(scalarText(value));
  return 'text' in checked && Number(checked.text) > TIMEOUT_MINUTES.most ? refuse(WHOLE_MINUTES) : checked;
};

/** `description` and `note`: at most 100 code points; `&` and `=` could be re-cut into other parameters. */
const freeText: Rule = (value) => {
  if (typeof value !== 'string') return refuse('Must be a string.');
  if (!value.isWellFormed()) return refuse('Holds half of a character (an unpaired surrogate).');
  if ([...value].length > MAX_TEXT_LENGTH)
    return refuse(`Must be at most ${MAX_TEXT_LENGTH} characters long.`);
  if (/[&=]/.test(value)) return refuse('Must not hold & or =, which the signature could not tell apart.');
  if (/\p{Cc}/u.test(value)) return refuse('Must not hold line breaks or other control characters.');
  return accept(value);
};

/** The names that a `callbackUrl` could forge: those that sort between it and `currency`, its neighbour. */
const FORGEABLE = namesThatSortBetween('callbackUrl', 'currency');

/**
 * `callbackUrl`: signed and sent character for character, macros included, so it is never parsed and written
 * again: a URL library would percent-encode the braces of a macro.
 */
const callbackUrl: Rule = (value) => {
  if (typeof value !== 'string') return refuse('Must be a string.');
  const bare = value.replace(new RegExp(`\\{(${CALLBACK_MACROS.join('|')})\\}`, 'g'), 'macro');
  if (/[{}]/.test(bare)) {
    const macros = CALLBACK_MACROS.map((macro) => `{${macro}}`).join(' ');
    return refuse(`Braces are for Pockyt's macros only: ${macros}.`);
  }
  if ([...value].length > MAX_URL_LENGTH) return refuse(`Must be at most ${MAX_URL_LENGTH} characters long.`);
  if (!value.isWellFormed() || /[\s\p{Cc}]/u.test(value)) {
    return refuse('Must not hold spaces, line breaks or broken characters; percent-encode them.');
  }
  if (!/^https?:\/\//.test(value) || !URL.canParse(bare)) {
    return refuse('Must be an absolute URL that begins with https:// or http://.');
  }
  const forged = FORGEABLE.find((name) => value.includes(`&${name}=`));
  return forged === undefined
    ? accept(value)
    : refuse(`Must not hold "&${forged}=", which would sign like Pockyt's own parameter; rename it.`);
};

/** The rule of each parameter that a caller may send, by its name on Pockyt's page. */
export const SECURE_PAY_RULES = {
  amount,
  currency: oneOf(CURRENCIES),
  settleCurrency: oneOf(['USD', 'GBP']),
  vendor: shaped(
    /^[a-z][a-z0-9_]{1,31}$/,
    'Must be the name of a payment method as Pockyt spells it, such as "alipay" or "creditcard": lower-case letters, digits and _.',
  ),
  reference: shaped(
    /^(?!.*--[0-9]+$)[A-Za-z0-9_-]{1,60}$/,
    'Must be your invoice number in 1 to 60 characters: letters, digits, - and _, not ending in -- and digits, which mark a further order of a payment.',
  ),
  callbackUrl,
  terminal: oneOf(TERMINALS),
  osType: oneOf(OS_TYPES),
  description: freeText,
  note: freeText,
  timeout,
  goodsInfo,
  creditType: oneOf(CREDIT_TYPES),
  vaultId: shaped(
    /^ca_[0-9A-Za-z]{1,64}$/,
    'Must be the ID of a vaulted payment method, such as "ca_af748cc62c334c75b83844e53b76e9b3".',
  ),
  customerNo: shaped(
    /^[0-9A-Za-z_-]{1,64}$/,
    'Must be the customer number that Pockyt gave you, such as "302156".',
  ),
  storeNo: shaped(
    /^[0-9A-Za-z_-]{1,32}$/,
    'Must be a store number of your merchant account, such as "300014".',
  ),
} as const satisfies Record<string, Rule>;

export type CallerField = keyof typeof SECURE_PAY_RULES;
