/**
 * How this Pockyt speaks where its pages leave it open or disagree. What is published nowhere is a choice here, so that
 * the product is tried under each reading.
 */
export interface Dialect {
  /** How an amount is written. */
  readonly money: 'two-decimals' | 'plain' | 'three-decimals' | 'exponent' | 'number';
  /** What an answer to a call that makes something repeats of it. */
  readonly echo: 'text' | 'number' | 'null' | 'absent';
  /** The shape of `refundInfo`. One object holds one refund: of several there is a list all the same. */
  readonly refundInfo: 'list' | 'object' | 'json-list' | 'json-object';
  /** What an entry of it tells: `full` all, `nameless` no reference, `bare` the amount alone, `rmb` no readable amount. */
  readonly refundEntry: 'full' | 'nameless' | 'bare' | 'rmb';
  readonly transactionType: 'told' | 'absent';
  /** The type of an order whose money has all gone back. */
  readonly goneType: 'payment' | 'refund' | 'void';
  /** Which of several transactions a question by reference finds. */
  readonly byReference: 'newest' | 'oldest' | 'refund-row';
  readonly message: 'ret_msg' | 'retMsg';
  /** The HTTP status of a refusal. */
  readonly errorStatus: 200 | 400;
  readonly repeatedReference: 'refused' | 'second-order';
  readonly repeatedRefund: 'refused' | 'second-refund';
  /** What a cancel does to an order that was paid. */
  readonly cancelOfPaid: 'refunds' | 'reverses' | 'closes';
  /** Whether a refund of more than is left is made all the same. */
  readonly overRefund: 'made' | 'refused';
  /** The code of such a refusal. */
  readonly balanceCode: '000040' | '000023';
}

/** As the published examples speak, and lenient where that is the greater danger. */
export const PLAIN: Dialect = {
  money: 'two-decimals',
  echo: 'text',
  refundInfo: 'list',
  refundEntry: 'full',
  transactionType: 'told',
  goneType: 'payment',
  byReference: 'newest',
  message: 'ret_msg',
  errorStatus: 200,
  repeatedReference: 'second-order',
  repeatedRefund: 'second-refund',
  cancelOfPaid: 'refunds',
  overRefund: 'made',
  balanceCode: '000040',
};

/** Every value of every point, the plain one first. */
export const READINGS: { readonly [Name in keyof Dialect]: readonly Dialect[Name][] } = {
  money: ['two-decimals', 'plain', 'three-decimals', 'exponent', 'number'],
  echo: ['text', 'number', 'null', 'absent'],
  refundInfo: ['list', 'object', 'json-list', 'json-object'],
  refundEntry: ['full', 'nameless', 'bare', 'rmb'],
  transactionType: ['told', 'absent'],
  goneType: ['payment', 'refund', 'void'],
  byReference: ['newest', 'oldest', 'refund-row'],
  message: ['ret_msg', 'retMsg'],
  errorStatus: [200, 400],
  repeatedReference: ['second-order', 'refused'],
  repeatedRefund: ['second-refund', 'refused'],
  cancelOfPaid: ['refunds', 'reverses', 'closes'],
  overRefund: ['made', 'refused'],
  balanceCode: ['000040', '000023'],
};

/** A number that stands in JSON without quotes, as it is written. */
export class Bare {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Hundredths as this Pockyt writes them. */
export function moneyIn(hundredths: number, { money }: Pick<Dialect, 'money'>): string | Bare {
  const two = (hundredths / 100).toFixed(2);
  switch (money) {
    case 'two-decimals':
      return two;
    case 'plain':
      return two.replace(/\.?0+$/, '');
    case 'three-decimals':
      return `${two}0`;
    case 'exponent':
      return new Bare(hundredths === 0 ? '0.0' : exponent(hundredths));
    case 'number':
      return new Bare(two.replace(/\.?0+$/, ''));
  }
}

/** As Java writes large numbers: `1.3E1`. */
function exponent(hundredths: number): string {
  const digits = String(hundredths).replace(/0+$/, '');
  const rest = digits.slice(1) || '0';
  return `${digits[0]}.${rest}E${String(hundredths).length - 3}`;
}

/** JSON with bare numbers. What is undefined is left out. */
export function jsonText(value: unknown): string {
  if (value instanceof Bare) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join(',')}}`;
}
