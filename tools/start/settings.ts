import { readRisingNumbers } from '#infra/setting-kinds.ts';
import { PAID_CHECKS as DAYS, CHECK_DELAYS as SECONDS } from '#infra/settings.ts';
import { pockytBaseUrl } from '#shared/pockyt/client.ts';
import { CREDENTIALS } from '../simulator/test-merchant.ts';

/** What `npm start` can be told, by environment variables. */
export interface LocalSettings {
  /** 0 takes any free port. */
  readonly port: number;
  /** The provider's base address; without it a simulator is started. */
  readonly pockytBaseUrl?: string;
  readonly merchantNo: string;
  readonly storeNo: string;
  readonly token: string;
  /** The bearer key that merchant routes want. */
  readonly apiKey: string;
  /** Seconds between two runs of reconciliation; the stack's own period if not said. */
  readonly reconcileSeconds?: number;
  /** Seconds after its creation at which a payment is looked at, comma-separated; the stack's own if not said. */
  readonly checkDelays?: string;
  /** Seconds after it was learnt that a payment was paid at which it is looked at again; the stack's own if not said. */
  readonly paidChecks?: string;
  /** Where every event is posted, as EventBridge hands it to a target; nowhere if not said. */
  readonly eventsUrl?: string;
  /** A folder that keeps the database; without it everything is in memory. */
  readonly dataDir?: string;
}

export const DEFAULT_SETTINGS: LocalSettings = {
  port: 3000,
  ...CREDENTIALS,
  apiKey: 'local-development-key',
};

/** A setting that cannot be used, in one line that says what to set instead. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings. A variable that is set but empty counts as not set.
 *
 * @throws SettingsError about the first variable that cannot be used; a value that may be secret is not shown
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): LocalSettings {
  const { POCKYT_BASE_URL, DATA_DIR, RECONCILE_SECONDS, CHECK_DELAYS, PAID_CHECKS, EVENTS_URL } = env;
  return {
    port: env.PORT ? port(env.PORT) : DEFAULT_SETTINGS.port,
    merchantNo: env.POCKYT_MERCHANT_NO ? digits(env, 'POCKYT_MERCHANT_NO') : DEFAULT_SETTINGS.merchantNo,
    storeNo: env.POCKYT_STORE_NO ? digits(env, 'POCKYT_STORE_NO') : DEFAULT_SETTINGS.storeNo,
    token: env.POCKYT_TOKEN ? visible(env, 'POCKYT_TOKEN') : DEFAULT_SETTINGS.token,
    apiKey: env.API_KEY ? visible(env, 'API_KEY') : DEFAULT_SETTINGS.apiKey,
    ...(POCKYT_BASE_URL && { pockytBaseUrl: baseUrl(POCKYT_BASE_URL) }),
    ...(RECONCILE_SECONDS && { reconcileSeconds: seconds(RECONCILE_SECONDS) }),
    ...(CHECK_DELAYS && { checkDelays: delays(CHECK_DELAYS) }),
    ...(PAID_CHECKS && { paidChecks: paidChecks(PAID_CHECKS) }),
    ...(EVENTS_URL && { eventsUrl: listener(EVENTS_URL) }),
    ...(DATA_DIR && { dataDir: DATA_DIR }),
  };
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new SettingsError(`PORT is "${text}"; it must be a number from 0 to 65535 (0 takes any free port).`);
}

function seconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (value >= 0.2 && value <= 86_400) return value;
  throw new SettingsError(
    `RECONCILE_SECONDS is "${text}"; it must be a number of seconds from 0.2 to 86400.`,
  );
}

function delays(text: string): string {
  if (readRisingNumbers(text, SECONDS)) return text;
  throw new SettingsError(`CHECK_DELAYS is "${text}"; it must be rising whole seconds such as 2,5,10,60.`);
}

/** The deployment's setting is in days, of which nobody wants to see one pass. */
function paidChecks(text: string): string {
  const { count, largest } = DAYS;
  if (readRisingNumbers(text, { count, largest: largest * 86_400 })) return text;
  throw new SettingsError(
    `PAID_CHECKS is "${text}"; it must be at most ${count} rising whole seconds such as 30,120, of ${largest} days at most.`,
  );
}

function digits(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const text = env[name] as string;
  if (/^\d+$/.test(text)) return text;
  throw new SettingsError(`${name} is "${text}"; it must be a number, as Pockyt's merchant portal shows it.`);
}

function visible(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const text = env[name] as string;
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new SettingsError(`${name} holds a space or another character that it cannot have; copy it again.`);
}

function listener(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new SettingsError(
    `EVENTS_URL is "${text}"; it must be an address such as http://127.0.0.1:4000/events.`,
  );
}

function baseUrl(text: string): string {
  const address = text.replace(/\/+$/, '');
  try {
    if (/^https?:$/.test(new URL(address).protocol) && !/[?#]/.test(address)) {
      return pockytBaseUrl('sandbox', address);
    }
  } catch {
    // The functions would refuse it as well, on every request; it is better said now.
  }
  throw new SettingsError(
    `POCKYT_BASE_URL is "${text}"; it must be an http address on this machine, such as http://127.0.0.1:4000, or one of Pockyt's own.`,
  );
}
