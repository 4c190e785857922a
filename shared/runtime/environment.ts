/**
 * What the deployment tells its functions, as environment variables: `infra/` fills them and the functions read them, by
 * these names and no others, so that a name that one side misspells does not compile.
 */
export interface Environment {
  readonly API_KEYS_SECRET: string;
  /** Seconds after its creation at which a payment is asked about, with commas between them. */
  readonly CHECK_DELAYS: string;
  /** `off`: a signed notice is believed. */
  readonly CONFIRM_NOTICES: string;
  readonly CREDENTIALS_SECRET: string;
  readonly DEFAULT_CALLBACK_URL: string;
  /** The index of the payments that are due. */
  readonly DUE_INDEX: string;
  /** Minutes. */
  readonly LINK_TIMEOUT_MINUTES: string;
  /** Seconds after which a paid or expired payment is asked about, with commas between them. */
  readonly PAID_CHECKS: string;
  readonly PAYMENTS_TABLE: string;
  /** In place of Pockyt's address in this environment. */
  readonly POCKYT_BASE_URL: string;
  /** `sandbox` or `production`. */
  readonly POCKYT_ENVIRONMENT: string;
  /** In place of the domain name that was called; without a slash at the end. */
  readonly PUBLIC_URL: string;
  /** `on`: each payment has a page for the customer who comes back. */
  readonly RETURN_PAGE: string;
  readonly UNMATCHED_TABLE: string;
}

/** What Lambda itself sets, and where a laptop puts AWS. */
export type AwsVariable =
  | 'AWS_REGION'
  | 'AWS_ACCESS_KEY_ID'
  | 'AWS_SECRET_ACCESS_KEY'
  | 'AWS_SESSION_TOKEN'
  | 'AWS_ENDPOINT_URL_DYNAMODB'
  | 'AWS_ENDPOINT_URL_SECRETS_MANAGER';

type Variable = keyof Environment | AwsVariable;

/**
 * A setting that the deployment must give.
 *
 * @throws {Error} that names the missing variable.
 */
export function setting(name: Variable): string {
  const value = optionalSetting(name);
  if (value === undefined) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/** A setting that the deployment may leave out; an empty one counts as left out. */
export function optionalSetting(name: Variable): string | undefined {
  return process.env[name] || undefined;
}
