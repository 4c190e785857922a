/**
 * Stands for the SDK's adaptive retries in the bundles: a limiter of rates that the clients do not ask for, since
 * their `retryMode` is `standard`.
 */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error('This bundle leaves out adaptive retries; see infra/bundle/adaptive-retries.ts.');
  }
}
