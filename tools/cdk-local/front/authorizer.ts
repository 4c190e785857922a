import type { AuthorizerConfig } from '../assembly/http-api.ts';
import type { InvocationResult } from '../sandbox/sandbox.ts';
import type { AuthorizerEvent } from './event.ts';

/** What an authorizer said about a caller. */
export type Decision =
  | { readonly kind: 'allowed'; readonly context: Record<string, unknown> }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'failed' };

/** Asks the stack's authorizers, and keeps their answers as long as the template says. */
export interface Authorizers {
  /**
   * @param identity what `identityOf` found in the request
   * @param ask invokes the authorizer's function
   */
  decide(
    config: AuthorizerConfig,
    identity: readonly string[] | undefined,
    ask: () => Promise<InvocationResult>,
  ): Promise<Decision>;
}

/** The values of the identity source in a request; undefined when one of them is missing or empty. */
export function identityOf(
  config: AuthorizerConfig,
  event: Pick<AuthorizerEvent, 'headers' | 'queryStringParameters'>,
): string[] | undefined {
  const values = config.identitySource.map((source) => {
    const [, kind, name = ''] = source.replace('$', '').split('.');
    return kind === 'header' ? event.headers[name.toLowerCase()] : event.queryStringParameters?.[name];
  });
  return values.every((value) => value !== undefined && value !== '') ? (values as string[]) : undefined;
}

/**
 * Authorizers as an HTTP API has them. A missing identity is refused without asking. Answers are kept by identity,
 * across routes and methods, whether they allow or forbid; a failure is not kept.
 *
 * @param now milliseconds since 1970
 */
export function createAuthorizers(now: () => number): Authorizers {
  const kept = new Map<string, { decision: Decision; until: number }>();
  return {
    async decide(config, identity, ask) {
      if (!identity) return { kind: 'unauthorized' };
      const key = JSON.stringify([config.id, identity]);
      const known = kept.get(key);
      if (known && now() < known.until) return known.decision;
      const result = await ask();
      const decision = 'payload' in result ? decisionIn(result.payload) : FAILED;
      const caches = decision.kind !== 'failed' && config.cacheSeconds > 0 && identity.length > 0;
      if (caches) kept.set(key, { decision, until: now() + config.cacheSeconds * 1000 });
      return decision;
    },
  };
}

const FAILED: Decision = { kind: 'failed' };

/** Reads a simple response: `{"isAuthorized": true, "context": {}}`. */
function decisionIn(payload: string): Decision {
  const answer: unknown = JSON.parse(payload);
  if (answer === null || typeof answer !== 'object' || !('isAuthorized' in answer)) return FAILED;
  if (typeof answer.isAuthorized !== 'boolean') return FAILED;
  if (!answer.isAuthorized) return { kind: 'forbidden' };
  const context = 'context' in answer && typeof answer.context === 'object' ? answer.context : {};
  return { kind: 'allowed', context: (context ?? {}) as Record<string, unknown> };
}
