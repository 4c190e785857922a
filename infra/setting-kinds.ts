import { Duration, Token, Tokenization } from 'aws-cdk-lib';

/** What became of a value: as the stack uses it, or in words what it should have been, and perhaps why it is not. */
export type Taken<T> = { readonly value: T } | { readonly allowed: string; readonly why?: string };

/** A kind of setting: which values it takes, how they are written on a command line, and how an editor knows them. */
export interface Kind<T> {
  /** Takes a value of code or of JSON. */
  take(value: unknown): Taken<T>;
  /** The value that the text behind `-c name=` stands for; text that stands for none comes back, to be refused. */
  fromText(text: string): unknown;
  /** A value and its text, where they are not plain. */
  readonly example?: { readonly value: unknown; readonly text: string };
  /** What JSON Schema can say of the values. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** One of a few words or numbers. */
export function choice<const T extends string | number>(values: readonly T[]): Kind<T> {
  const allowed = values.length > 3 ? `one of ${values.join(', ')}` : values.join(' or ');
  return {
    take: (value) => (values.includes(value as T) ? { value: value as T } : { allowed }),
    fromText: (text) => values.find((value) => String(value) === text) ?? text,
    schema: { enum: values },
  };
}

export function trueOrFalse(): Kind<boolean> {
  const words: Readonly<Record<string, boolean>> = { on: true, off: false, true: true, false: false };
  return {
    take: (value) => (typeof value === 'boolean' ? { value } : { allowed: 'true or false' }),
    fromText: (text) => (Object.hasOwn(words, text) ? words[text] : text),
    schema: { type: 'boolean' },
  };
}

const IN_UNIT = {
  seconds: (duration: Duration) => duration.toSeconds({ integral: false }),
  minutes: (duration: Duration) => duration.toMinutes({ integral: false }),
  days: (duration: Duration) => duration.toDays({ integral: false }),
};
type Unit = keyof typeof IN_UNIT;

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** With a unit, a Duration is taken for so many of it. */
export function wholeNumber({ least, most }: Range, unit?: Unit): Kind<number> {
  const what = unit === undefined ? 'a whole number' : `whole ${unit}`;
  return {
    take(given) {
      const value = unit === undefined ? given : numberOf(given, unit);
      return isWhole(value) && value >= least && value <= most
        ? { value }
        : { allowed: `${what} from ${least} to ${most}` };
    },
    fromText: digits,
    schema: { type: 'integer', minimum: least, maximum: most },
  };
}

/** What a list of rising numbers may hold. */
export interface RisingNumbers {
  /** How many at most. */
  readonly count: number;
  readonly largest: number;
}

/** Whole numbers from 1, each larger than the one before. A Duration is taken for so many of the unit. */
export function risingNumbers(
  limits: RisingNumbers,
  unit: Unit,
  example: readonly number[],
): Kind<readonly number[]> {
  const { count, largest } = limits;
  const allowed = `at most ${count} rising whole numbers of ${unit} from 1 to ${largest}`;
  return {
    take(given) {
      const value = Array.isArray(given) ? given.map((each) => numberOf(each, unit)) : [];
      return areRising(value, limits) ? { value } : { allowed };
    },
    fromText: (text) => text.split(',').map(digits),
    example: { value: example, text: example.join(',') },
    schema: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: largest },
      minItems: 1,
      maxItems: count,
      uniqueItems: true,
    },
  };
}

/** Rising numbers from text with commas between them; undefined for any other text. */
export function readRisingNumbers(text: string, limits: RisingNumbers): readonly number[] | undefined {
  const numbers = text.split(',').map(digits);
  return areRising(numbers, limits) ? numbers : undefined;
}

function areRising(
  values: readonly unknown[],
  { count, largest }: RisingNumbers,
): values is readonly number[] {
  const rise = values.every((value, index) => {
    const before = index === 0 ? 0 : (values[index - 1] as number);
    return isWhole(value) && value > before && value <= largest;
  });
  return rise && values.length > 0 && values.length <= count;
}

export function textLike(pattern: RegExp, allowed: string): Kind<string> {
  return {
    take: (value) => (typeof value === 'string' && pattern.test(value) ? { value } : { allowed }),
    fromText: (text) => text,
    schema: { type: 'string', pattern: pattern.source },
  };
}

/** The CDK's tokens stand for text that is known only at the deployment, so there is nothing to check yet. */
export function orToken(kind: Kind<string>): Kind<string> {
  return {
    ...kind,
    take: (value) => (typeof value === 'string' && Token.isUnresolved(value) ? { value } : kind.take(value)),
  };
}

/**
 * An address that begins with https://, since payments and shoppers travel by it, and that a rule of its own finds
 * nothing wrong with. Where a token is in it, only what stands before the token is known.
 */
export function httpsUrl(allowed: string, problemOf: (value: string) => string | undefined): Kind<string> {
  return {
    take(value) {
      if (typeof value !== 'string') return { allowed };
      if (!value.startsWith('https://') && !startsWithToken(value)) return { allowed };
      const why = Token.isUnresolved(value) ? undefined : problemOf(value);
      return why === undefined ? { value } : { allowed, why };
    },
    fromText: (text) => text,
    schema: { type: 'string', pattern: '^https://' },
  };
}

/** Each as it is: one with a comma stays one, which only the text of a command line cannot say. */
export function listOf(
  pattern: RegExp,
  allowed: string,
  example: readonly string[],
): Kind<readonly string[]> {
  const isAllowed = (each: unknown) =>
    typeof each === 'string' && (Token.isUnresolved(each) || pattern.test(each));
  return {
    take: (value) =>
      Array.isArray(value) && value.length > 0 && (Token.isUnresolved(value) || value.every(isAllowed))
        ? { value }
        : { allowed },
    fromText: (text) => text.split(','),
    example: { value: example, text: example.join(',') },
    schema: { type: 'array', items: { type: 'string', pattern: pattern.source }, minItems: 1 },
  };
}

/** A value for some of the names: an object, or on a command line `name:value,name:value`, each name once. */
export function forNames<const Name extends string, T>(
  names: readonly Name[],
  each: Kind<T>,
  example: { readonly value: Readonly<Partial<Record<Name, T>>>; readonly text: string },
): Kind<Readonly<Partial<Record<Name, T>>>> {
  const take = (value: unknown): Taken<Readonly<Partial<Record<Name, T>>>> => {
    const allowed = `values for some of ${names.join(', ')}`;
    if (!isObject(value)) return { allowed };
    const taken = Object.entries(value).map(([name, given]) => [name, each.take(given)] as const);
    const unknown = taken.find(([name]) => !names.includes(name as Name));
    if (unknown) return { allowed, why: `there is no ${unknown[0]}` };
    const wrong = taken.flatMap(([name, came]) =>
      'value' in came ? [] : [`${name} must be ${came.allowed}`],
    );
    if (wrong.length > 0) return { allowed, why: wrong.join(', ') };
    return { value: value as Partial<Record<Name, T>> };
  };
  return {
    take,
    fromText(text) {
      const parts = text.split(',').map((part) => part.split(/:(.*)/s));
      const isList = parts.every(([, value]) => value !== undefined);
      const isOnce = new Set(parts.map(([name]) => name)).size === parts.length;
      if (!isList || !isOnce) return text;
      return Object.fromEntries(parts.map(([name, value = '']) => [name, each.fromText(value)]));
    },
    example,
    schema: {
      type: 'object',
      propertyNames: { enum: names },
      additionalProperties: each.schema,
    },
  };
}

function startsWithToken(value: string): boolean {
  return Token.isUnresolved(value) && Token.isUnresolved(Tokenization.reverseString(value).firstValue);
}

/** The number of units that a Duration is, unless a token of the CDK hides it; any other value as it is. */
function numberOf(value: unknown, unit: Unit): unknown {
  return value instanceof Duration && !value.isUnresolved() ? IN_UNIT[unit](value) : value;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function digits(text: string): number | string {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : text;
}
