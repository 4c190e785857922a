/** What a deployment is told: `npx cdk deploy -c stage=shop -c environment=production`. */
export interface Config {
  /** Names the stack, so that several live side by side in one account. Default `dev`. */
  readonly stage: string;
  /** Which Pockyt is called, and how carefully data is kept. Default `sandbox`. */
  readonly environment: PockytEnvironment;
  /** How callers prove who they are: bearer keys of a secret, IAM signatures, or tokens of an issuer. Default `keys`. */
  readonly auth: 'keys' | 'iam' | 'jwt';
  /** With `jwt`: who issues the tokens, an https URL with an OpenID configuration below it. */
  readonly jwtIssuer?: string;
  /** With `jwt`: for whom they are issued; one of these must be in `aud` or `client_id`. */
  readonly jwtAudience?: readonly string[];
  /** With `jwt`: whether a token must have the scope of the route, such as `payment-links/create`. Default false. */
  readonly jwtScopes: boolean;
  /** The callbackUrl of links whose caller gives none; Pockyt's macros are allowed. */
  readonly callbackUrl?: string;
  /** Whether a customer who comes back finds a page here; without a callbackUrl that is where they come. Default false. */
  readonly returnPage: boolean;
  /** Minutes until a link whose caller gives no timeout expires. Default 120. */
  readonly timeout: number;
  /** Seconds after its creation at which a payment is looked at, whatever notices come. Default 60, 300, 900, 3600. */
  readonly checkDelays: readonly number[];
  /**
   * Days after it was learnt that a payment was paid, or has expired, at which it is looked at once more: for a reversal,
   * a refund made in Pockyt's portal, or money that came after all, of which no notice told. Default 1, 7, 30, 90.
   */
  readonly paidChecks: readonly number[];
  /** How many runs of reconciliation begin each minute, each for its own part of the payments. Default 1. */
  readonly reconcilers: number;
  /** Whether Pockyt is asked before a notice is believed. Default true. */
  readonly confirmNotices: boolean;
  /** Where Pockyt reaches this API, without a slash at the end. Default: the domain name that a request came to. */
  readonly publicUrl?: string;
  /** A domain name of one's own for the API, instead of API Gateway's. */
  readonly domainName?: string;
  /** The certificate of `domainName`, in the stack's region. */
  readonly certificateArn?: string;
  /** How many requests a second, and how many at once, each route takes. Default: 100 and 200 for every route. */
  readonly throttles: Throttles;
  /** How many instances a function may have; what is reserved for it no other function of the account gets. */
  readonly reservedConcurrency: Readonly<Partial<Record<FunctionName, number>>>;
  /** Whether the functions send traces to X-Ray, which at low rates cost the most of all. Default true. */
  readonly tracing: boolean;
  /** Whether what calls Pockyt does so from one fixed address, for the allow-list of its portal. Default false. */
  readonly fixedEgress: boolean;
  /** Whether data outlives the stack. Default: `keep` in production, `delete` in the sandbox. */
  readonly removal?: 'keep' | 'delete';
  /** Days for which logs are kept. Default: 180 in production, 14 in the sandbox. */
  readonly logDays?: number;
  /** Who is told of alarms. Default: nobody, until somebody subscribes to the topic. */
  readonly alarmEmail?: string;
}

export type PockytEnvironment = 'sandbox' | 'production';

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

/** What a deployment may be told; everything has a default. */
export type Settings = Partial<Omit<Config, 'throttles'> & { throttles: Partial<Throttles> }>;

/** A setting that cannot be used. The message is one sentence that says what to change. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
