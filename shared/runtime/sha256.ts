import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

/** Signing keys as Node wants them. The signer keeps one for each day, service and set of credentials. */
const keys = new WeakMap<Uint8Array, KeyObject>();

/**
 * SHA-256, or HMAC-SHA-256 with a secret, for the SDK's signer. The SDK's own hands Node the key as bytes for each
 * signature, which costs four times as much as with a key that Node has seen before.
 */
export class Sha256 implements Checksum {
  private readonly secret: SourceData | undefined;
  private data: Uint8Array = new Uint8Array();

  constructor(secret?: SourceData) {
    this.secret = secret;
  }

  update(data: Uint8Array): void {
    this.data = this.data.length === 0 ? data : Buffer.concat([this.data, data]);
  }

  async digest(): Promise<Uint8Array> {
    if (this.secret === undefined) return hash('sha256', this.data, 'buffer');
    return createHmac('sha256', keyOf(this.secret)).update(this.data).digest();
  }

  reset(): void {
    this.data = new Uint8Array();
  }
}

function keyOf(secret: SourceData): KeyObject | string {
  if (typeof secret === 'string') return secret;
  const bytes = secret as Uint8Array;
  const key = keys.get(bytes) ?? createSecretKey(bytes);
  keys.set(bytes, key);
  return key;
}
