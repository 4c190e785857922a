import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { PockytCredentials } from '../pockyt/secure-pay.ts';
import {
  type CachedSecret,
  type CachedSecretOptions,
  cachedSecret,
  type RenewableSecret,
  SecretError,
  secretName,
} from './cached-secret.ts';

/** Tokens that anybody can read in Pockyt's documentation, and words that stand for one that was never put in. */
const PUBLIC_TOKENS: readonly string[] = [
  '5cbfb079f15b150122261c8537086d77a',
  '359c05eb811c7c8576f4a8a277dc6f6b',
  '59600f2a9ad644c6a9570233560cc94e',
  '5c5fe30183be69fceff8174358d4b8ae',
];
/** Both numbers are signed next to other parameters, so neither may hold what could be cut into one. */
const NUMBER = /^[0-9A-Za-z_-]{1,32}$/;
const PLACEHOLDER = /^(<.*>|\{.*\}|\.+|x+|token|secret|change-?me|your.*|my.?token)$/i;

/** Which version of the secret something was signed with. */
export type Version = 'current' | 'pending' | 'previous';

export interface CredentialsSecret extends CachedSecret<PockytCredentials> {
  /**
   * The versions that may have signed a notice, while a rotation is under way: the pending one, which Pockyt may use
   * already, and the previous one, which it may still use. Most of the time there is neither. Get the current version
   * after them: where they show that it has been replaced, it is read anew.
   *
   * @throws {SecretError} when Secrets Manager cannot be asked: then nobody can say what is forged.
   */
  others(): Promise<readonly (readonly [Version, PockytCredentials])[]>;
}

/**
 * The merchant's credentials at Pockyt: `{"merchantNo", "storeNo", "token"}`, each a string that is not empty.
 *
 * @param options.acceptPublicToken for a provider on the same machine only: with a token that everybody knows,
 * everybody could sign notices.
 */
export function createCredentialsSecret(options: {
  secretsManager: SecretsManagerClient;
  secretId: string;
  acceptPublicToken: boolean;
  clock: () => number;
}): CredentialsSecret & Pick<RenewableSecret<PockytCredentials>, 'prefetch'> {
  const { acceptPublicToken, ...rest } = options;
  const versionAt = (stage: CachedSecretOptions<PockytCredentials>['stage']) =>
    cachedSecret({
      ...rest,
      stage,
      howToSet:
        'Put your Pockyt credentials into it as JSON, {"merchantNo": "...", "storeNo": "...", "token": "..."}: ' +
        `aws secretsmanager put-secret-value --secret-id ${secretName(options.secretId)} --secret-string file:///dev/stdin`,
      read(content) {
        const merchantNo = trimmed(content.merchantNo);
        const storeNo = trimmed(content.storeNo);
        const token = trimmed(content.token);
        if (!NUMBER.test(merchantNo)) return 'has no merchantNo (a string of digits or letters)';
        if (!NUMBER.test(storeNo)) return 'has no storeNo (a string of digits or letters)';
        if (token === '') return 'has no token (a string)';
        if (!acceptPublicToken && (PUBLIC_TOKENS.includes(token) || PLACEHOLDER.test(token))) {
          return "holds a placeholder or the token of Pockyt's public documentation, with which anybody could sign";
        }
        return { merchantNo, storeNo, token };
      },
    });
  const current = versionAt('AWSCURRENT');
  const pending = versionAt('AWSPENDING');
  const previous = versionAt('AWSPREVIOUS');
  /** The current token when the others were read last. */
  let beside: string | undefined;
  /** The token that was current until it was found to be the previous one. */
  let replaced: string | undefined;
  return {
    get: current.get,
    prefetch: current.prefetch,
    forget() {
      for (const version of [current, pending, previous]) version.forget();
    },
    async others() {
      const { token } = await current.get();
      // They were read beside another current version, and a rotation moves all three.
      if (token !== beside) for (const version of [pending, previous]) version.renew();
      beside = token;
      const found = await Promise.all([named('pending', pending), named('previous', previous)]);
      const versions = found.filter((version) => version !== null);
      // Once for each token: a version may be replaced by one with the same token.
      const isReplaced = versions.some(([name, signer]) => name === 'previous' && signer.token === token);
      if (isReplaced && token !== replaced) {
        replaced = token;
        current.renew();
      }
      return versions;
    },
  };
}

/** A version with its name; null where there is none, or none that can be used, as is normal for these two. */
async function named(name: Version, secret: CachedSecret<PockytCredentials>) {
  try {
    return [name, await secret.get()] as const;
  } catch (error) {
    if (error instanceof SecretError && error.reason !== 'unreachable') return null;
    throw error;
  }
}

/** The text of a value without the line break that copying and pasting adds; empty for what is no text. */
function trimmed(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
