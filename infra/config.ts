import type { Duration } from 'aws-cdk-lib';

/**
 * What a deployment can be told. Each is a prop of the construct, a member of `stages/<stage>.json`, and the name in
 * `-c name=value`. The comments here are what an editor shows beside such a file: `node infra/stage-schema.ts`.
 */
export interface Settings {
  /** Which Pockyt is called, and how carefully data is kept. There is no default. */
  readonly environment: PockytEnvironment;
  /** Names the stack, so that several live side by side in one account. Default `dev`. */
  readonly stage?: string;
  /** How callers prove who they are: bearer keys of a secret, IAM signatures, or tokens of an issuer. Default `keys`. */
  readonly auth?: 'keys' | 'iam' | 'jwt';
  /** With `jwt`: who issues the tokens, an https URL with an OpenID configuration below it. */
  readonly jwtIssuer?: string;
  /** With `jwt`: for whom they are issued; one of these must be in `aud` or `client_id`. */
  readonly jwtAudience?: readonly string[];
  /** With `jwt`: whether a token must have the scope of the route, such as `payment-links/create`. Default false. */
  readonly jwtScopes?: boolean;
  /** The callbackUrl of links whose caller gives none; Pockyt's macros are allowed. */
  readonly callbackUrl?: string;
  /** Whether a customer who comes back finds a page here; without a callbackUrl that is where they come. Default false. */
  readonly returnPage?: boolean;
  /** Minutes until a link whose caller gives no timeout expires. Default 120. */
  readonly timeout?: Time;
  /** Seconds after its creation at which a payment is looked at, whatever notices come. Default 60, 300, 900, 3600. */
  readonly checkDelays?: readonly Time[];
  /**
   * Days after it was learnt that a payment was paid, or has expired, at which it is looked at once more: for a reversal,
   * a refund made in Pockyt's portal, or money that came after all, of which no notice told. Default 1, 7, 30, 90.
   */
  readonly paidChecks?: readonly Time[];
  /** How many runs of reconciliation begin each minute, each for its own part of the payments. Default 1. */
  readonly reconcilers?: number;
  /** Whether Pockyt is asked before a notice is believed. Default true. */
  readonly confirmNotices?: boolean;
  /** Where Pockyt reaches this API, without a slash at the end. Default: the domain name that a request came to. */
  readonly publicUrl?: string;
  /** A domain name of one's own for the API, instead of API Gateway's. */
  readonly domainName?: string;
  /** The certificate of `domainName`, in the stack's region. */
  readonly certificateArn?: string;
  /** How many requests a second, and how many at once, each route takes. Default: 100 and 200 for every route. */
  readonly throttles?: Partial<Throttles>;
  /** How many instances a function may have; what is reserved for it no other function of the account gets. */
  readonly reservedConcurrency?: ReservedConcurrency;
  /** Whether the functions send traces to X-Ray, which at low rates cost the most of all. Default true. */
  readonly tracing?: boolean;
  /** Whether what calls Pockyt does so from one fixed address, for the allow-list of its portal. Default false. */
  readonly fixedEgress?: boolean;
  /** Whether data outlives the stack. Default: `keep` in production, `delete` in the sandbox. */
  readonly removal?: 'keep' | 'delete';
  /** Days for which logs are kept. Default: 180 in production, 14 in the sandbox. */
  readonly logDays?: number;
  /** Who is told of alarms. Default: nobody, until somebody subscribes to the topic. */
  readonly alarmEmail?: string;
}

export type PockytEnvironment = 'sandbox' | 'production';

/** A number of the unit that its setting says, or a Duration that is a whole number of them. */
export type Time = number | Duration;

/** Settings whose times are numbers. */
export type PlainSettings = Omit<Settings, 'timeout' | 'checkDelays' | 'paidChecks'> & {
  readonly timeout?: number;
  readonly checkDelays?: readonly number[];
  readonly paidChecks?: readonly number[];
};

/** The settings that are the same wherever they are left out. */
export type Defaults = Required<
  Pick<
    PlainSettings,
    | 'stage'
    | 'auth'
    | 'jwtScopes'
    | 'returnPage'
    | 'timeout'
    | 'checkDelays'
    | 'paidChecks'
    | 'reconcilers'
    | 'confirmNotices'
    | 'reservedConcurrency'
    | 'tracing'
    | 'fixedEgress'
  >
> & { readonly throttles: Throttles };

/** Settings that were checked, alone and together, with the defaults in place. */
export type Config = Omit<
  PlainSettings & Defaults,
  'auth' | 'jwtScopes' | 'jwtIssuer' | 'jwtAudience' | 'domainName' | 'certificateArn'
> &
  Callers &
  Domain;

/** With tokens of an issuer it is known whose, and for whom. */
export type Callers =
  | { readonly auth: 'keys' | 'iam'; readonly jwtScopes: false }
  | {
      readonly auth: 'jwt';
      readonly jwtIssuer: string;
      readonly jwtAudience: readonly string[];
      readonly jwtScopes: boolean;
    };

/** A domain name has its certificate. */
export type Domain =
  | { readonly domainName?: undefined }
  | { readonly domainName: string; readonly certificateArn: string };

/** The routes, by what a caller may be allowed to do with them. */
export const ROUTES = [
  'create',
  'read',
  'refresh',
  'qrCode',
  'cancel',
  'refund',
  'resolution',
  'ipn',
  'return',
] as const;
export type RouteName = (typeof ROUTES)[number];
/** Those that nobody proves anything to. */
export type OpenRouteName = 'ipn' | 'return';
export type MerchantRouteName = Exclude<RouteName, OpenRouteName>;

export interface Throttle {
  /** Requests a second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}
export const DEFAULT_THROTTLE: Throttle = { rate: 100, burst: 200 };
export type Throttles = Readonly<Record<RouteName, Throttle>>;

/** The functions that a flood can reach. */
export const FUNCTION_NAMES = [
  'create-link',
  'get-link',
  'refresh-link',
  'qr-code',
  'cancel-link',
  'refund',
  'resolution',
  'ipn-webhook',
  'return-page',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
export type ReservedConcurrency = Readonly<Partial<Record<FunctionName, number>>>;

/** Settings that cannot be used. The message has one sentence for each, which says what to change. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
