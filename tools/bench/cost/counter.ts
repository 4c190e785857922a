import type { Received } from '#tools/harness/bundles/endpoint.ts';
import { type Item, readUnits, writeUnits } from './item-size.ts';

/** What some calls to DynamoDB are charged as. */
export interface Units {
  readonly reads: number;
  readonly writes: number;
  readonly indexWrites: number;
  /** Writes that the stream's pipe lets through. */
  readonly events: number;
}

/** An index entry has keys only, so each of its writes is one unit. */
const INDEX_KEY = ['dueShard', 'dueAt'] as const;

interface Call {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConsistentRead?: boolean;
}

/** Counts the units of calls as DynamoDB charges them, given all calls from the table's beginning on. */
export function unitCounter() {
  const stored = new Map<string, Item>();
  return (calls: readonly Received[]): Units => {
    const units = { reads: 0, writes: 0, indexWrites: 0, events: 0 };
    for (const { name, body } of calls) {
      const { Item, Key, ConsistentRead } = JSON.parse(body) as Call;
      // Of notices of which there are none; the smallest read there is.
      if (name === 'Query') units.reads += ConsistentRead ? 1 : 0.5;
      const reference = (Item ?? Key)?.reference?.S as string;
      const before = stored.get(reference);
      if (name === 'GetItem') units.reads += readUnits(before);
      if (name !== 'PutItem' || Item === undefined) continue;
      // The larger of the two images is charged.
      units.writes += Math.max(writeUnits(Item), before ? writeUnits(before) : 0);
      units.indexWrites += indexWrites(before, Item);
      if (Item.eventType) units.events++;
      stored.set(reference, Item);
    }
    return units;
  };
}

/** An entry that moves is taken out and put in. */
export function indexWrites(before: Item | undefined, after: Item): number {
  const [old, next] = [before, after].map((item) =>
    INDEX_KEY.map((name) => item?.[name]?.S)
      .join(' ')
      .trim(),
  );
  if (old === next) return 0;
  return (old ? 1 : 0) + (next ? 1 : 0);
}
