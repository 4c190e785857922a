import type { DatabaseFault } from './database-fault.ts';
import type { PassingCall } from './dynamodb-proxy.ts';
import { createRng, pick } from './rng.ts';

export interface DatabaseFaultPlan {
  /** How many calls went wrong, by kind. */
  readonly counts: Readonly<Partial<Record<DatabaseFault, number>>>;
  faultOf(call: PassingCall): DatabaseFault | undefined;
  /** No fault from now on. */
  end(): void;
}

export interface DatabaseFaultOptions {
  readonly seed: number;
  /** Whether some commands go wrong as often as they are tried, and not only once or twice. */
  readonly lasting: boolean;
  /** Whether some calls hang: each costs the SDK's whole time for a call. */
  readonly hanging: boolean;
}

const SUDDEN: readonly DatabaseFault[] = [
  'throughput exceeded',
  'throttled',
  'internal error',
  'unavailable',
  'connection cut',
  'reply lost',
  // The one that needs care.
  'reply lost',
];
/** Attempts that an SDK makes at a command. */
const ATTEMPTS = 3;

/**
 * A plan that fails one command in twelve, of whatever kind: once, twice or as often as it is tried.
 *
 * The seed, the operation, the item and how many commands came for it before say what happens. So an item meets the same
 * faults in each run, as far as its commands come in the same order.
 */
export function planDatabaseFaults({ seed, lasting, hanging }: DatabaseFaultOptions): DatabaseFaultPlan {
  const counts: Partial<Record<DatabaseFault, number>> = {};
  const commands = new Map<string, number>();
  /** What is left to go wrong with a command, by its invocation. */
  const ahead = new Map<string, DatabaseFault[]>();
  let isOver = false;

  function drawFor(item: string): DatabaseFault[] {
    const number = (commands.get(item) ?? 0) + 1;
    commands.set(item, number);
    const rng = createRng(seed, item, number);
    if (rng() >= 1 / 12) return [];
    const luck = rng();
    const often = luck < 0.7 ? 1 : luck < 0.9 || !lasting ? 2 : ATTEMPTS;
    return Array.from({ length: often }, () => (hanging && rng() < 0.02 ? 'hung' : pick(SUDDEN, rng)));
  }

  return {
    counts,
    faultOf(call) {
      if (isOver) return undefined;
      const faults = ahead.get(call.invocation) ?? drawFor(itemOf(call));
      ahead.set(call.invocation, faults);
      const fault = faults.shift();
      if (fault !== undefined) counts[fault] = (counts[fault] ?? 0) + 1;
      return fault;
    },
    end() {
      isOver = true;
    },
  };
}

/** What a call is about: an item, or a shard of the index. */
function itemOf({ operation, body }: PassingCall): string {
  const { Item, Key, ExpressionAttributeValues } = body as Record<
    string,
    Record<string, { S?: string }> | undefined
  >;
  const name = (Item ?? Key)?.reference?.S ?? ExpressionAttributeValues?.[':shard']?.S;
  return `${operation} ${name}`;
}
