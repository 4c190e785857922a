import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SECURE_PAY_RULES, TIMEOUT_MINUTES } from '#shared/pockyt/fields.ts';
import {
  DEFAULT_THROTTLE,
  type Defaults,
  FUNCTION_NAMES,
  type PlainSettings,
  ROUTES,
  type Throttle,
  type Throttles,
} from './config.ts';
import {
  choice,
  forNames,
  httpsUrl,
  isObject,
  type Kind,
  listOf,
  orToken,
  type RisingNumbers,
  risingNumbers,
  textLike,
  trueOrFalse,
  wholeNumber,
} from './setting-kinds.ts';

const STAGE = /^[a-z][a-z0-9-]{0,15}$/;
const AUDIENCE = /^[!-~]{1,255}$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** One plain address; what this lets through, the mail that asks for confirmation does not. */
const EMAIL = /^(?=.{1,254}$)[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]+[.])+[A-Za-z]{2,}$/;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/;
/** API Gateway's quota for an account and region, unless raised. */
const REQUESTS = { least: 1, most: 10_000 };
export const CHECK_DELAYS: RisingNumbers = { count: 20, largest: 604_800 };
/** In days. */
export const PAID_CHECKS: RisingNumbers = { count: 10, largest: 365 };
const LOG_DAYS: readonly number[] = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days < RetentionDays.INFINITE,
);

/** What each setting may be. */
export const SETTINGS: {
  readonly [Name in keyof PlainSettings]-?: Kind<Exclude<PlainSettings[Name], undefined>>;
} = {
  environment: choice(['sandbox', 'production']),
  // No token: it names the stack, which is known when it is synthesised.
  stage: textLike(STAGE, '1 to 16 lower-case letters, digits or -, beginning with a letter'),
  auth: choice(['keys', 'iam', 'jwt']),
  jwtIssuer: httpsUrl('an https:// address without a query', urlProblem),
  jwtAudience: listOf(AUDIENCE, 'a list of audiences without spaces in them', ['shop', 'app']),
  jwtScopes: trueOrFalse(),
  callbackUrl: httpsUrl('an https:// address that a caller could give', callbackProblem),
  returnPage: trueOrFalse(),
  timeout: wholeNumber(TIMEOUT_MINUTES, 'minutes'),
  checkDelays: risingNumbers(CHECK_DELAYS, 'seconds', [60, 300, 900, 3600]),
  paidChecks: risingNumbers(PAID_CHECKS, 'days', [1, 7, 30, 90]),
  reconcilers: wholeNumber({ least: 1, most: 32 }),
  confirmNotices: trueOrFalse(),
  publicUrl: httpsUrl('an https:// address such as https://pay.example.com', publicUrlProblem),
  domainName: orToken(textLike(DOMAIN, 'a name such as pay.example.com')),
  certificateArn: orToken(
    textLike(CERTIFICATE, 'the ARN of a certificate in ACM, arn:aws:acm:...:certificate/...'),
  ),
  throttles: forNames(ROUTES, throttle(), {
    value: { create: { rate: 50, burst: 100 } },
    text: 'create:50/100,ipn:300/600',
  }),
  reservedConcurrency: forNames(FUNCTION_NAMES, wholeNumber({ least: 1, most: 99_999 }), {
    value: { 'create-link': 50 },
    text: 'create-link:50,refund:5',
  }),
  tracing: trueOrFalse(),
  fixedEgress: trueOrFalse(),
  removal: choice(['keep', 'delete']),
  logDays: choice(LOG_DAYS),
  alarmEmail: orToken(textLike(EMAIL, 'one e-mail address, such as payments@example.com')),
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof PlainSettings)[];

/** What a setting is that nobody sets. The others are left out, or depend on the environment. */
export const DEFAULTS: Defaults = {
  stage: 'dev',
  auth: 'keys',
  jwtScopes: false,
  returnPage: false,
  timeout: 120,
  checkDelays: [60, 300, 900, 3600],
  paidChecks: [1, 7, 30, 90],
  reconcilers: 1,
  confirmNotices: true,
  throttles: Object.fromEntries(ROUTES.map((route) => [route, DEFAULT_THROTTLE])) as Throttles,
  reservedConcurrency: {},
  tracing: true,
  fixedEgress: false,
};

/** Requests a second, and at once; on a command line with a slash between them. */
function throttle(): Kind<Throttle> {
  const requests = wholeNumber(REQUESTS);
  return {
    take(value) {
      const isThrottle =
        isObject(value) &&
        Object.keys(value).sort().join() === 'burst,rate' &&
        [value.rate, value.burst].every((each) => 'value' in requests.take(each));
      return isThrottle
        ? { value: value as unknown as Throttle }
        : { allowed: `a rate and a burst, each from ${REQUESTS.least} to ${REQUESTS.most}` };
    },
    fromText(text) {
      const [rate = '', burst = '', ...more] = text.split('/');
      return more.length === 0 ? { rate: requests.fromText(rate), burst: requests.fromText(burst) } : text;
    },
    schema: {
      type: 'object',
      properties: { rate: requests.schema, burst: requests.schema },
      required: ['rate', 'burst'],
      additionalProperties: false,
    },
  };
}

/** The rule of a caller's callbackUrl. */
function callbackProblem(value: string): string | undefined {
  const checked = SECURE_PAY_RULES.callbackUrl(value);
  if (!('problem' in checked)) return undefined;
  const { problem } = checked;
  return `${problem.charAt(0).toLowerCase()}${problem.slice(1).replace(/[.]$/, '')}`;
}

function urlProblem(value: string): string | undefined {
  const url = /^[!-~]+$/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) return 'it is no address';
  if (url.username !== '' || url.password !== '') return 'it holds a user name or a password';
  return /[?#]/.test(value) ? 'it holds a query or a fragment' : undefined;
}

/** `/ipn` is added to the text as it is. An issuer is compared character for character, and some end in a slash. */
function publicUrlProblem(value: string): string | undefined {
  return urlProblem(value) ?? (value.endsWith('/') ? 'it ends in a slash' : undefined);
}
