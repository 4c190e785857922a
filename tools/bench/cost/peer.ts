import { marshall } from '@aws-sdk/util-dynamodb';
import { type Item, readUnits, writeUnits } from './item-size.ts';
import type { Lifecycle } from './lifecycle.ts';

const NONE = {
  reads: 0,
  writes: 0,
  indexWrites: 0,
  events: 0,
  calls: 0,
  pockyt: 0,
  logBytes: 0,
  logLines: 0,
};

/** The line that the peer logs where it has done something. */
const LOGGED = { logBytes: 90, logLines: 1 };

/**
 * What the naive peer in `tools/bench/peer` uses for the same life of a payment, by reading it: the same calls and writes,
 * with a smaller item, and neither an index nor events, nor anything that looks at a payment by itself.
 */
export function peerLifecycle(payment: object): Pick<Lifecycle, 'requests' | 'check'> {
  const item = marshall(payment, { removeUndefinedValues: true }) as Item;
  const write = writeUnits(item);
  const read = readUnits(item);
  return {
    requests: {
      create: { ...NONE, ...LOGGED, writes: 2 * write, calls: 2, pockyt: 1 },
      notice: { ...NONE, ...LOGGED, reads: read, writes: write, calls: 2, pockyt: 1 },
      read: { ...NONE, reads: read, calls: 1 },
    },
    check: NONE,
  };
}
