import { mismatch, nullParameter, wrongValue } from './answers.ts';
import { withoutMacros } from './callback.ts';
import { hundredthsOf } from './money.ts';
import type { Parameters } from './signature.ts';

const REQUIRED = [
  'amount',
  'currency',
  'settleCurrency',
  'vendor',
  'callbackUrl',
  'reference',
  'terminal',
  'osType',
];
const CURRENCIES = ['USD', 'CNY', 'PHP', 'IDR', 'KRW', 'HKD', 'THB', 'MYR', 'GBP', 'BDT', 'PKR'];
/** Nobody has published whether these take decimals, so a merchant should send none. */
const WITHOUT_DECIMALS = ['KRW', 'IDR'];
/** The page names the first three; APP and MWEB are on other pages of Pockyt's. */
const TERMINALS = ['ONLINE', 'WAP', 'YIP', 'APP', 'MWEB'];
const MAX_TEXT = 100;

type Rule = (value: string, parameters: Parameters) => boolean;

const text: Rule = (value) => [...value].length <= MAX_TEXT;

const VALUES: Readonly<Record<string, Rule>> = {
  amount: (value, { currency = '' }) =>
    (hundredthsOf(value) ?? 0n) > 0n && !(WITHOUT_DECIMALS.includes(currency) && value.includes('.')),
  currency: (value) => CURRENCIES.includes(value),
  settleCurrency: (value) => ['USD', 'GBP'].includes(value),
  vendor: (value) => /^[a-z][a-z0-9_]*$/.test(value),
  // Plugins use these separators; a # broke the callback of one of them. The published limit is none.
  reference: (value) => /^[A-Za-z0-9_:-]{1,64}$/.test(value),
  terminal: (value) => TERMINALS.includes(value),
  osType: (value) => ['IOS', 'ANDROID'].includes(value),
  callbackUrl: (value) => isWebUrl(withoutMacros(value)),
  // "Must be secure". An address on this machine is let through, or no one could try this out.
  ipnUrl: (value) => isWebUrl(value) && (value.startsWith('https:') || isLoopback(new URL(value).hostname)),
  description: text,
  note: text,
  timeout: (value) => /^[1-9]\d{0,4}$/.test(value),
  goodsInfo: isGoodsInfo,
  creditType: (value) => ['normal', 'CIT'].includes(value),
};

/** Parameters that must suit each other: their names, and when they do not. */
const PAIRS: readonly [names: string[], clash: (parameters: Parameters) => boolean][] = [
  [
    ['currency', 'settleCurrency'],
    ({ currency, settleCurrency }) => settleCurrency !== (currency === 'GBP' ? 'GBP' : 'USD'),
  ],
  [['creditType', 'vendor'], ({ creditType, vendor }) => creditType !== undefined && vendor !== 'creditcard'],
  [['vaultId', 'customerNo'], ({ vaultId, customerNo }) => vaultId !== undefined && customerNo === undefined],
];

/**
 * Checks the parameters of secure-pay as its page describes them: what is required, each value, and what must suit
 * what. An empty optional value is refused too: sources disagree whether it is signed, so nobody should send one.
 *
 * @throws {Refusal} that names the first parameter at fault.
 */
export function checkSecurePay(parameters: Parameters): void {
  for (const name of REQUIRED) {
    if (!parameters[name]) throw nullParameter(name);
  }
  for (const [name, value] of Object.entries(parameters)) {
    const holds = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
    if (value === '' || holds?.(value, parameters) === false) throw wrongValue(name);
  }
  for (const [names, clash] of PAIRS) {
    if (clash(parameters)) throw mismatch(...names);
  }
}

function isWebUrl(value: string): boolean {
  return /^https?:\/\/[^\s\p{Cc}{}]+$/u.test(value) && URL.canParse(value);
}

function isLoopback(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
}

/** An array of `{goods_name, quantity}` as one JSON text; "special characters are not supported" in it. */
function isGoodsInfo(value: string): boolean {
  let goods: unknown;
  try {
    goods = JSON.parse(value);
  } catch {
    return false;
  }
  return Array.isArray(goods) && goods.length > 0 && goods.every(isGood);
}

function isGood(good: unknown): boolean {
  if (typeof good !== 'object' || good === null) return false;
  const { goods_name: name, quantity } = good as Record<string, unknown>;
  return Boolean(name) && Boolean(quantity) && Object.values(good).every(isPlain);
}

function isPlain(value: unknown): boolean {
  return ['string', 'number'].includes(typeof value) && !/[&=<>"\\#%{}\p{Cc}]/u.test(String(value));
}
