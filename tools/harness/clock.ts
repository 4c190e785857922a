import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A clock that stands still until a test moves it. */
export interface Clock {
  now(): Date;
  set(time: Date): void;
  /** Moves on by so many milliseconds. */
  pass(milliseconds: number): void;
  stop(): void;
}

/** All that jest would set as well, and that HTTP and the database need as it is. */
const TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** Gives handlers, simulator and test one clock: `Date` alone is set, every timer runs as ever. */
export function startClock(now: Date): Clock {
  jest.useFakeTimers({ now, doNotFake: [...TIMERS] });
  return {
    now: () => new Date(),
    set: (time) => void jest.setSystemTime(time),
    pass: (milliseconds) => void jest.setSystemTime(Date.now() + milliseconds),
    stop: () => void jest.useRealTimers(),
  };
}

/**
 * Lets a schedule of one run a minute go on for so long. Minutes in which no payment is due are passed over, since a run
 * would find nothing in them.
 */
export async function runEachMinute(
  run: () => Promise<unknown>,
  milliseconds: number,
  { clock, client, table }: { clock: Clock; client: DynamoDBClient; table: string },
): Promise<void> {
  const end = clock.now().getTime() + milliseconds;
  let minute = Math.floor(clock.now().getTime() / MINUTE);
  for (;;) {
    const due = await earliestDue(client, table);
    if (due === undefined) break;
    minute = Math.max(minute + 1, Math.ceil(due / MINUTE));
    if (minute * MINUTE > end) break;
    clock.set(new Date(minute * MINUTE));
    await run();
  }
  clock.set(new Date(end));
}

/** When the next payment is due; undefined while none is. */
async function earliestDue(client: DynamoDBClient, table: string): Promise<number | undefined> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  const times = Items.flatMap(({ dueAt }) => (dueAt?.S === undefined ? [] : [Date.parse(dueAt.S)]));
  return times.length === 0 ? undefined : Math.min(...times);
}
