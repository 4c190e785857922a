import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { jsonObject, jsonOrNull } from '../json.ts';

/** How long a value is used before it is read again: a revoked one may work this long. */
export const SECRET_TTL_MS = 5 * 60_000;
/** How long a failure is remembered, so that a flood of requests is no flood of calls to Secrets Manager. */
export const SECRET_RETRY_MS = 10_000;

/**
 * How long a start waits for a secret. Lambda gives a start 10 seconds, and does the work of one that takes longer a
 * second time.
 */
export const PREFETCH_MS = 2_000;

/** A secret that cannot be used. The message says which and what to do, and nothing of what is in it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly reason: 'missing' | 'malformed' | 'unreachable';
  readonly secretId: string;

  constructor(reason: SecretError['reason'], secretId: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.secretId = secretId;
  }
}

export interface CachedSecretOptions<T> {
  readonly secretsManager: SecretsManagerClient;
  readonly secretId: string;
  /** Which version is read; `AWSCURRENT` if not said. */
  readonly stage?: 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';
  /** What the secret should hold and how to put it there, for the messages. */
  readonly howToSet: string;
  /** The value of the secret's JSON object, or a sentence that says what is wrong with it. */
  readonly read: (content: Readonly<Record<string, unknown>>) => T | string;
  /** Milliseconds on a clock that only moves forward. */
  readonly clock: () => number;
}

export interface CachedSecret<T> {
  /** @throws {SecretError} */
  get(): Promise<T>;
  /** Reads anew next time, at most once per `SECRET_RETRY_MS`: for a value that turned out to be wrong. */
  forget(): void;
}

export interface RenewableSecret<T> extends CachedSecret<T> {
  /**
   * Reads before anybody asks, so that the first who does need not wait. A failure is forgotten: whoever asks then
   * reads anew.
   *
   * @returns when it is read, has failed, or takes longer than `limitMs`; `PREFETCH_MS` if not said. Never rejects.
   */
  prefetch(limitMs?: number): Promise<void>;
  /** Reads anew next time, whenever that is: for a value that is known to be out of date. */
  renew(): void;
}

/**
 * One version of a JSON secret, kept in the execution environment. Requests that come together share one
 * call.
 */
export function cachedSecret<T extends object>(options: CachedSecretOptions<T>): RenewableSecret<T> {
  const { clock } = options;
  let value: Promise<T> | undefined;
  let readAt = 0;
  let ttl = 0;

  const get = () => {
    if (value === undefined || clock() - readAt >= ttl) {
      readAt = clock();
      ttl = SECRET_TTL_MS;
      value = fetchSecret(options);
      value.catch(() => {
        ttl = SECRET_RETRY_MS;
      });
    }
    return value;
  };

  return {
    get,
    async prefetch(limitMs = PREFETCH_MS) {
      const first = get();
      const settled = first.then(
        () => {},
        () => {
          if (value === first) value = undefined;
        },
      );
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([settled, late]);
      clearTimeout(timer);
    },
    forget() {
      ttl = SECRET_RETRY_MS;
    },
    renew() {
      value = undefined;
    },
  };
}

async function fetchSecret<T extends object>(options: CachedSecretOptions<T>): Promise<T> {
  const { secretId, howToSet, read } = options;
  const unusable = (reason: SecretError['reason'], what: string, cause?: unknown) =>
    new SecretError(reason, secretId, `The secret ${secretId} ${what}. ${howToSet}`, { cause });

  let text: string;
  try {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: options.stage });
    // Absent for a binary secret, which is none of ours.
    text = (await options.secretsManager.send(command)).SecretString ?? '';
  } catch (error) {
    throw error instanceof ResourceNotFoundException || error instanceof InvalidRequestException
      ? unusable('missing', 'has no value', error)
      : unusable('unreachable', 'could not be read', error);
  }
  if (text.trim() === '') throw unusable('missing', 'is empty');
  const content = jsonObject(jsonOrNull(text));
  if (content === null) throw unusable('malformed', 'is not a JSON object');
  const value = read(content);
  if (typeof value === 'string') throw unusable('malformed', value);
  return value;
}
