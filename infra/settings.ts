import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SECURE_PAY_RULES, TIMEOUT_MINUTES } from '#shared/pockyt/fields.ts';
import {
  type Config,
  ConfigError,
  DEFAULT_THROTTLE,
  FUNCTION_NAMES,
  type PockytEnvironment,
  ROUTES,
  type Throttles,
} from './config.ts';

/** What stands behind `=`; undefined when the setting is left out. */
export type Text = string | undefined;

const STAGE = /^[a-z][a-z0-9-]{0,15}$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** One plain address; what this lets through, the mail that asks for confirmation does not. */
const EMAIL = /^(?=.{1,254}$)[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]+[.])+[A-Za-z]{2,}$/;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/;
/** API Gateway's quota for an account and region, unless raised. */
const MOST_REQUESTS = 10_000;
const CHECK_DELAYS: RisingNumbers = { count: 20, largest: 604_800 };
/** In days. */
export const PAID_CHECKS: RisingNumbers = { count: 10, largest: 365 };
const MAX_RECONCILERS = 32;
const LOG_DAYS: readonly number[] = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days < RetentionDays.INFINITE,
);

/** How each setting is read from its text. */
export const PARSERS: { readonly [Name in keyof Config]-?: (text: Text) => Config[Name] } = {
  stage: required('dev', (value) => {
    if (STAGE.test(value)) return value;
    throw new ConfigError(
      `Set stage to 1 to 16 lower-case letters, digits or -, beginning with a letter, not to "${value}".`,
    );
  }),
  environment: required('sandbox', oneOf<PockytEnvironment>('environment', ['sandbox', 'production'])),
  auth: required('keys', oneOf('auth', ['keys', 'iam', 'jwt'])),
  jwtIssuer: optional((value) => httpsUrl('jwtIssuer', value)),
  jwtAudience: optional((value) => {
    const audience = value.split(',');
    if (audience.every((each) => /^[!-+\--~]{1,255}$/.test(each))) return audience;
    throw new ConfigError(
      `Set jwtAudience to names with commas and no spaces between them, not to "${value}".`,
    );
  }),
  jwtScopes: required('off', (value) => isOn('jwtScopes', value)),
  callbackUrl: optional(callbackUrl),
  returnPage: required('off', (value) => isOn('returnPage', value)),
  timeout: required('120', timeout),
  checkDelays: required('60,300,900,3600', (value) =>
    times('checkDelays', value, CHECK_DELAYS, 'seconds', '60,300,900,3600'),
  ),
  paidChecks: required('1,7,30,90', (value) => times('paidChecks', value, PAID_CHECKS, 'days', '1,7,30,90')),
  reconcilers: required('1', reconcilers),
  confirmNotices: required('on', (value) => isOn('confirmNotices', value)),
  publicUrl: optional((value) => httpsUrl('publicUrl', value)),
  domainName: optional((value) => {
    if (DOMAIN.test(value)) return value;
    throw new ConfigError(`Set domainName to a name such as pay.example.com, not to "${value}".`);
  }),
  certificateArn: optional((value) => {
    if (CERTIFICATE.test(value)) return value;
    throw new ConfigError(
      `Set certificateArn to the ARN of a certificate in ACM, arn:aws:acm:...:certificate/..., not to "${value}".`,
    );
  }),
  throttles: required('', throttles),
  reservedConcurrency: required('', (value) =>
    named('reservedConcurrency', value, FUNCTION_NAMES, 'create-link:50', (number) =>
      /^[1-9][0-9]{0,4}$/.test(number) ? Number(number) : undefined,
    ),
  ),
  tracing: required('on', (value) => isOn('tracing', value)),
  fixedEgress: required('off', (value) => isOn('fixedEgress', value)),
  removal: optional(oneOf('removal', ['keep', 'delete'])),
  logDays: optional((value) => {
    if (LOG_DAYS.includes(Number(value))) return Number(value);
    throw new ConfigError(`Set logDays to one of ${LOG_DAYS.join(', ')}, not to "${value}".`);
  }),
  alarmEmail: optional((value) => {
    if (EMAIL.test(value)) return value;
    throw new ConfigError(
      `Set alarmEmail to one e-mail address, such as payments@example.com, not to "${value}".`,
    );
  }),
};

function required<T>(byDefault: string, parse: (value: string) => T): (text: Text) => T {
  return (text) => parse(text ?? byDefault);
}

function optional<T>(parse: (value: string) => T): (text: Text) => T | undefined {
  return (text) => (text === undefined ? undefined : parse(text));
}

function oneOf<T extends string>(name: string, values: readonly T[]): (value: string) => T {
  return (value) => {
    if ((values as readonly string[]).includes(value)) return value as T;
    throw new ConfigError(`Set ${name} to ${values.join(' or ')}, not to "${value}".`);
  };
}

function isOn(name: string, value: string): boolean {
  return oneOf(name, ['on', 'off'])(value) === 'on';
}

function timeout(value: string): number {
  const { least, most } = TIMEOUT_MINUTES;
  const minutes = /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (minutes >= least && minutes <= most) return minutes;
  throw new ConfigError(`Set timeout to whole minutes from ${least} to ${most}, not to "${value}".`);
}

/** What a list of numbers may hold. */
export interface RisingNumbers {
  /** How many at most. */
  readonly count: number;
  readonly largest: number;
}

/** Whole numbers from 1, each larger than the one before, with commas between them; undefined for any other text. */
export function risingNumbers(
  text: string,
  { count, largest }: RisingNumbers,
): readonly number[] | undefined {
  const numbers = text.split(',').map((each) => (/^[1-9][0-9]{0,7}$/.test(each) ? Number(each) : 0));
  const isRising = numbers.every((number, index) => number > (numbers[index - 1] ?? 0) && number <= largest);
  return isRising && numbers.length <= count ? numbers : undefined;
}

function times(
  name: string,
  value: string,
  allowed: RisingNumbers,
  unit: string,
  example: string,
): readonly number[] {
  const numbers = risingNumbers(value, allowed);
  if (numbers) return numbers;
  throw new ConfigError(
    `Set ${name} to at most ${allowed.count} rising whole numbers of ${unit} from 1 to ${allowed.largest}, such as ${example}, not to "${value}".`,
  );
}

function reconcilers(value: string): number {
  const number = /^[1-9][0-9]?$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= MAX_RECONCILERS) return number;
  throw new ConfigError(`Set reconcilers to a whole number from 1 to ${MAX_RECONCILERS}, not to "${value}".`);
}

/** `create:50/100,ipn:200/400`: requests a second, and at once. What is not named has the default. */
function throttles(value: string): Throttles {
  const given = named('throttles', value, ROUTES, 'create:50/100', (limits) => {
    const [, rate, burst] = /^([1-9][0-9]{0,4})\/([1-9][0-9]{0,4})$/.exec(limits) ?? [];
    const throttle = { rate: Number(rate), burst: Number(burst) };
    return throttle.rate <= MOST_REQUESTS && throttle.burst <= MOST_REQUESTS ? throttle : undefined;
  });
  return Object.fromEntries(ROUTES.map((route) => [route, given[route] ?? DEFAULT_THROTTLE])) as Throttles;
}

/** A list `name:value,name:value`, each name once. */
function named<Name extends string, T>(
  setting: string,
  value: string,
  names: readonly Name[],
  example: string,
  parse: (text: string) => T | undefined,
): Partial<Record<Name, T>> {
  const found: Partial<Record<Name, T>> = {};
  for (const part of value === '' ? [] : value.split(',')) {
    const [name, ...rest] = part.split(':');
    const parsed = parse(rest.join(':'));
    const isKnown = (names as readonly (string | undefined)[]).includes(name);
    if (!isKnown || parsed === undefined || Object.hasOwn(found, name as Name)) {
      throw new ConfigError(
        `Set ${setting} to parts such as ${example}, with commas between them and one of ${names.join(', ')} each, not to "${value}".`,
      );
    }
    found[name as Name] = parsed;
  }
  return found;
}

/** The rule of a caller's callbackUrl, and https: a shopper comes back through it. */
function callbackUrl(value: string): string {
  const checked = SECURE_PAY_RULES.callbackUrl(value);
  if ('problem' in checked) {
    const { problem } = checked;
    throw new ConfigError(
      `Change callbackUrl, "${value}": ${problem.charAt(0).toLowerCase()}${problem.slice(1)}`,
    );
  }
  if (value.startsWith('https://')) return value;
  throw new ConfigError(`Set callbackUrl to an address that begins with https://, not to "${value}".`);
}

/** Pockyt's notices carry payments, so they travel by https; `/ipn` is added to the text as it is. */
function httpsUrl(name: string, value: string): string {
  const url = /^https:\/\/[!-~]+$/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  const bare = url && url.username === '' && url.password === '' && !/[?#]/.test(value);
  // An issuer is compared character for character, and some end in a slash.
  if (bare && (name === 'jwtIssuer' || !value.endsWith('/'))) return value;
  throw new ConfigError(
    `Set ${name} to an https:// address without a query and without a slash at the end, such as https://pay.example.com, not to "${value}".`,
  );
}
