import { parseArgs } from 'node:util';
import { SECURE_PAY_RULES, WITHOUT_DECIMALS } from '#shared/pockyt/fields.ts';
import type { Order } from './workbench.ts';

/** What can be typed behind `npm run conformance --`. */
export interface Settings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly order: Order;
  readonly environment: 'sandbox' | 'production';
  readonly isJson: boolean;
  /** A path, or `-` for the standard input. */
  readonly keyFile?: string | undefined;
  readonly credentialsFile?: string | undefined;
}

/** What was typed, or found, cannot be used. The message never holds a value that may be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `npm run conformance -- --url https://... [options]

Tries what an endpoint promises: makes a few links, sends it every forgery, replay, conflict and malformed
request, and prints what came back. Nothing is paid; the links are cancelled in the end.

  --url URL                  the endpoint: the stack's output ApiUrl, or http://127.0.0.1:3000
  --key-file FILE            the API key, or the secret that holds it; - for the standard input
                             without it: the environment variable PAYMENT_LINKS_API_KEY
  --credentials-file FILE    {"merchantNo", "storeNo", "token"}, to try signed notices too; - for the standard input
                             without it: the environment variable PAYMENT_LINKS_CREDENTIALS, or no signed notices
  --environment NAME         sandbox or production; says only what the links are
  --vendor, --currency, --amount
                             of the links: alipay, USD and 0.01 (1 in KRW and IDR) if not said
  --json                     one JSON document instead of the table
  --help                     this

Exit code: 0 every promise is kept, 1 one is not, 2 nothing could be tried.`;

const OPTIONS = {
  url: { type: 'string' },
  'key-file': { type: 'string' },
  'credentials-file': { type: 'string' },
  environment: { type: 'string', default: 'sandbox' },
  vendor: { type: 'string', default: 'alipay' },
  currency: { type: 'string', default: 'USD' },
  amount: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * The settings on a command line, or null when help is asked for.
 *
 * @throws {UsageError}
 */
export function readSettings(argv: readonly string[]): Settings | null {
  const values = parsed(argv);
  if (values.help) return null;
  const { environment, vendor, currency, json } = values;
  const amount = values.amount ?? (WITHOUT_DECIMALS.includes(currency) ? '1' : '0.01');
  const order = { amount, currency, vendor };
  for (const [name, value] of Object.entries(order)) {
    const checked = SECURE_PAY_RULES[name as keyof Order](value);
    if ('problem' in checked) throw new UsageError(`--${name}: ${checked.problem}`);
  }
  if (environment !== 'sandbox' && environment !== 'production') {
    throw new UsageError('--environment is sandbox or production.');
  }
  if (values['key-file'] === '-' && values['credentials-file'] === '-') {
    throw new UsageError('The standard input can be the key or the credentials, not both.');
  }
  return {
    url: address(values.url),
    order,
    environment,
    isJson: json,
    keyFile: values['key-file'],
    credentialsFile: values['credentials-file'],
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch {
    // What was typed may be a key, so it is not repeated.
    throw new UsageError(
      'There is an option that is none, or one without its value. A key is never an argument.',
    );
  }
}

function address(url: string | undefined): string {
  if (url === undefined) throw new UsageError('Say which endpoint to try: --url https://...');
  if (!URL.canParse(url)) throw new UsageError('--url is no address.');
  const { protocol, hostname, username, origin, pathname, search, hash } = new URL(url);
  if (username !== '' || pathname !== '/' || search !== '' || hash !== '') {
    throw new UsageError('--url is https:// and a host, and nothing behind it.');
  }
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isHere)) return origin;
  throw new UsageError('--url must begin with https://, so that the key is not sent in the open.');
}
