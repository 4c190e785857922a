import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { jsonObject, jsonOrNull } from './json.ts';

/** How long a value is used before it is read again: a revoked one may work this long. */
export const SECRET_TTL_MS = 5 * 60_000;
/** How long a failure is remembered, so that a flood of requests is no flood of calls to Secrets Manager. */
export const SECRET_RETRY_MS = 10_000;
/** How long a value stays in use that cannot be read anew, since Secrets Manager is out of reach. */
export const SECRET_KEPT_MS = 60 * 60_000;
/** How long whoever has a value waits for a newer one. */
const RENEWAL_MS = 2_000;

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

/**
 * The name of a secret, by which Secrets Manager finds it as well: callers read it in answers, and an ARN has the number
 * of the account.
 */
export function secretName(secretId: string): string {
  return secretId.replace(/^arn:.*:secret:(.+)-\w{6}$/, '$1');
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
 * call. What was read stays in use while Secrets Manager cannot be reached, for `SECRET_KEPT_MS` at most.
 */
export function cachedSecret<T extends object>(options: CachedSecretOptions<T>): RenewableSecret<T> {
  const { clock } = options;
  let value: Promise<T> | undefined;
  /** What was read last, and when. */
  let known: Known<T> | undefined;
  let readAt = 0;
  let ttl = 0;
  /** Counts reads, and what makes them void: only the newest one says what is known. */
  let turn = 0;

  const read = (): Promise<T> => {
    const mine = ++turn;
    const at = clock();
    readAt = at;
    ttl = SECRET_TTL_MS;
    const kept = known && at - known.readAt < SECRET_KEPT_MS ? known : undefined;
    const useKept = ({ value: old, readAt: since }: Known<T>) => {
      if (mine === turn) ttl = Math.min(SECRET_RETRY_MS, since + SECRET_KEPT_MS - at);
      return old;
    };
    // Where it comes too late for those who asked, it is there for those who ask next.
    const fetched = fetchSecret(options).then(
      (fresh) => {
        if (mine === turn) {
          known = { value: fresh, readAt: at };
          value = fetched;
        }
        return fresh;
      },
      (error: SecretError) => {
        if (kept && isOutOfReach(error)) return useKept(kept);
        if (mine === turn) {
          known = undefined;
          value = fetched;
          ttl = SECRET_RETRY_MS;
        }
        throw error;
      },
    );
    return kept ? orWhenLate(fetched, RENEWAL_MS, () => useKept(kept)) : fetched;
  };

  const get = () => {
    if (value === undefined || clock() - readAt >= ttl) value = read();
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
      await orWhenLate(settled, limitMs, () => {});
    },
    forget() {
      ttl = Math.min(ttl, SECRET_RETRY_MS);
    },
    renew() {
      turn++;
      value = undefined;
      known = undefined;
    },
  };
}

interface Known<T> {
  readonly value: T;
  readonly readAt: number;
}

/** What a promise comes to, or what there is when it takes longer. */
async function orWhenLate<T>(promise: Promise<T>, limitMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const atLimit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), limitMs);
  });
  try {
    return await Promise.race([promise, atLimit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Answers of Secrets Manager by which it refuses to give the value: it was reached. */
const REFUSALS: readonly string[] = ['AccessDeniedException', 'DecryptionFailure'];

function isOutOfReach({ reason, cause }: SecretError): boolean {
  return reason === 'unreachable' && !REFUSALS.includes((cause as Error).name);
}

async function fetchSecret<T extends object>(options: CachedSecretOptions<T>): Promise<T> {
  const { secretId, howToSet, read } = options;
  const unusable = (reason: SecretError['reason'], what: string, cause?: unknown) =>
    new SecretError(reason, secretId, `The secret ${secretName(secretId)} ${what}. ${howToSet}`, { cause });

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
