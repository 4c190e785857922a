import { SECURE_PAY_RULES, TIMEOUT_MINUTES } from '#shared/pockyt/secure-pay-rules.ts';

/** What a deployment is told: `npx cdk deploy -c stage=shop -c environment=production`. */
export interface Config {
  /** Names the stack, so that several live side by side in one account. Default `dev`. */
  readonly stage: string;
  /** Which Pockyt is called, and how carefully data is kept. Default `sandbox`. */
  readonly environment: PockytEnvironment;
  /** The callbackUrl of links whose caller gives none; Pockyt's macros are allowed. */
  readonly callbackUrl?: string;
  /** Minutes until a link whose caller gives no timeout expires. Default 120. */
  readonly timeout: number;
  /** Seconds after its creation at which a payment is looked at, whatever notices come. Default 60, 300, 900, 3600. */
  readonly checkDelays: readonly number[];
  /** Whether Pockyt is asked before a notice is believed. Default true. */
  readonly confirmNotices: boolean;
  /** Where Pockyt reaches this API, without a slash at the end. Default: the domain name that a request came to. */
  readonly publicUrl?: string;
  /** Who is told of alarms. Default: nobody, until somebody subscribes to the topic. */
  readonly alarmEmail?: string;
}

export type PockytEnvironment = 'sandbox' | 'production';

/** A setting that cannot be used. The message is one sentence that says what to change. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const STAGE = /^[a-z][a-z0-9-]{0,15}$/;
const SETTINGS: readonly string[] = [
  'stage',
  'environment',
  'callbackUrl',
  'timeout',
  'checkDelays',
  'confirmNotices',
  'publicUrl',
  'alarmEmail',
];
const DEFAULT_TIMEOUT_MINUTES = '120';
const DEFAULT_CHECK_DELAYS = '60,300,900,3600';
const MAX_CHECK_DELAYS = 20;
const WEEK_SECONDS = 604_800;

/**
 * Reads the settings from the CDK's context, where `-c key=value` leaves text and cdk.json may hold numbers.
 *
 * @throws {ConfigError} for a value that is not allowed, and for a name that looks like a setting and is none: a
 * misspelt `environment=production` must not quietly become the sandbox.
 */
export function parseConfig(context: Readonly<Record<string, unknown>>): Config {
  const unknown = Object.keys(context).find((key) => isPlainWord(key) && !SETTINGS.includes(key));
  if (unknown !== undefined) {
    throw new ConfigError(`There is no setting "${unknown}"; the settings are ${SETTINGS.join(', ')}.`);
  }
  const callbackUrl = text(context, 'callbackUrl');
  const publicUrl = text(context, 'publicUrl');
  const alarmEmail = text(context, 'alarmEmail');
  return {
    stage: stage(text(context, 'stage') ?? 'dev'),
    environment: environment(text(context, 'environment') ?? 'sandbox'),
    timeout: timeout(text(context, 'timeout') ?? DEFAULT_TIMEOUT_MINUTES),
    checkDelays: checkedDelays(text(context, 'checkDelays') ?? DEFAULT_CHECK_DELAYS),
    confirmNotices: isOn('confirmNotices', text(context, 'confirmNotices') ?? 'on'),
    ...(callbackUrl !== undefined && { callbackUrl: checkedCallbackUrl(callbackUrl) }),
    ...(publicUrl !== undefined && { publicUrl: checkedPublicUrl(publicUrl) }),
    ...(alarmEmail !== undefined && { alarmEmail: checkedEmail(alarmEmail) }),
  };
}

/** The CDK's own context keys hold `:`, `/` or `-`. */
function isPlainWord(key: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(key);
}

function text(context: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = context[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new ConfigError(`Set ${name} to text, not to ${JSON.stringify(value)}.`);
}

function stage(value: string): string {
  if (STAGE.test(value)) return value;
  throw new ConfigError(
    `Set stage to 1 to 16 lower-case letters, digits or -, beginning with a letter, not to "${value}".`,
  );
}

function environment(value: string): PockytEnvironment {
  if (value === 'sandbox' || value === 'production') return value;
  throw new ConfigError(`Set environment to sandbox or production, not to "${value}".`);
}

function timeout(value: string): number {
  const { least, most } = TIMEOUT_MINUTES;
  const minutes = /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (minutes >= least && minutes <= most) return minutes;
  throw new ConfigError(`Set timeout to whole minutes from ${least} to ${most}, not to "${value}".`);
}

function checkedDelays(value: string): readonly number[] {
  const delays = value.split(',').map((delay) => (/^[1-9][0-9]{0,5}$/.test(delay) ? Number(delay) : 0));
  const isRising = delays.every((delay, index) => delay > (delays[index - 1] ?? 0) && delay <= WEEK_SECONDS);
  if (isRising && delays.length <= MAX_CHECK_DELAYS) return delays;
  throw new ConfigError(
    `Set checkDelays to at most ${MAX_CHECK_DELAYS} rising whole numbers of seconds, such as ${DEFAULT_CHECK_DELAYS}, not to "${value}".`,
  );
}

function isOn(name: string, value: string): boolean {
  if (value === 'on' || value === 'off') return value === 'on';
  throw new ConfigError(`Set ${name} to on or off, not to "${value}".`);
}

/** The rule of a caller's callbackUrl, and https: a shopper comes back through it. */
function checkedCallbackUrl(value: string): string {
  const checked = SECURE_PAY_RULES.callbackUrl(value);
  if ('problem' in checked)
    throw new ConfigError(`Change callbackUrl, "${value}": ${lowerFirst(checked.problem)}`);
  if (value.startsWith('https://')) return value;
  throw new ConfigError(`Set callbackUrl to an address that begins with https://, not to "${value}".`);
}

/** Pockyt's notices carry payments, so they travel by https; `/ipn` is added to the text as it is. */
function checkedPublicUrl(value: string): string {
  const url = /^https:\/\/[!-~]+$/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  const bare = url && url.username === '' && url.password === '' && !/[?#]/.test(value);
  if (bare && !value.endsWith('/')) return value;
  throw new ConfigError(
    `Set publicUrl to an https:// address without a query and without a slash at the end, such as https://pay.example.com, not to "${value}".`,
  );
}

/** One plain address; what it cannot catch, the mail that asks for confirmation does. */
function checkedEmail(value: string): string {
  if (value.length <= 254 && /^[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]+[.])+[A-Za-z]{2,}$/.test(value))
    return value;
  throw new ConfigError(
    `Set alarmEmail to one e-mail address, such as payments@example.com, not to "${value}".`,
  );
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
