import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Database } from '#tools/harness/databases.ts';
import { PUBLISHED_RETRIES } from '#tools/simulator/notice-sender.ts';

const MINUTE = 60_000;
/** More minutes than are needed while everything goes on, however many payments there are. */
const MOST_RUNS = 3_000;

/** A payment that is in the index. */
export interface Due {
  readonly reference: string;
  readonly shard: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A clock that goes on from one moment to the next in which something is to be done. */
export interface Timetable {
  now(): Date;
  /** Goes on by so many minutes. The schedule runs in each minute in which a payment is due, as it does in life. */
  pass(minutes: number): Promise<void>;
  /** Sends a notice, and again as Pockyt does, with how often it was before, until it is acknowledged. */
  send(deliver: (repeat: number) => Promise<boolean>): Promise<void>;
  /** Every payment that is in the index, whenever it is due. */
  due(): Promise<Due[]>;
}

/**
 * @param database never fails.
 * @param sweep one run of the schedule for some shards.
 */
export function createTimetable(
  database: Database,
  start: string,
  sweep: (shards: readonly number[]) => Promise<unknown>,
): Timetable {
  let millis = Date.parse(start);
  const posts: { readonly at: number; deliver(): Promise<void> }[] = [];

  async function due(): Promise<Due[]> {
    const found: Due[] = [];
    for (let page: ScanCommandOutput | undefined; page === undefined || page.LastEvaluatedKey; ) {
      page = await database.client.send(
        new ScanCommand({
          TableName: database.payments,
          IndexName: 'DueIndex',
          ExclusiveStartKey: page?.LastEvaluatedKey,
        }),
      );
      for (const { reference, dueShard, dueAt } of page.Items ?? []) {
        const shard = Number(dueShard?.S?.split('-')[1]);
        found.push({ reference: reference?.S ?? '', shard, at: Date.parse(dueAt?.S ?? '') });
      }
    }
    return found;
  }

  async function send(deliver: (repeat: number) => Promise<boolean>, repeat = 0): Promise<void> {
    if (await deliver(repeat)) return;
    const delay = PUBLISHED_RETRIES[repeat];
    if (delay !== undefined) posts.push({ at: millis + delay, deliver: () => send(deliver, repeat + 1) });
  }

  return {
    now: () => new Date(millis),
    send: (deliver) => send(deliver),
    due,
    async pass(minutes) {
      const end = millis + minutes * MINUTE;
      for (let run = 0; ; run++) {
        const all = await due();
        const next = Math.min(...all.map(({ at }) => at), ...posts.map(({ at }) => at));
        // A run begins every minute.
        const minute = Math.max(Math.ceil(next / MINUTE) * MINUTE, millis + MINUTE);
        if (minute > end) break;
        if (run > MOST_RUNS) throw new Error(`Due again and again: ${all[0]?.reference}`);
        millis = minute;
        const arrived = posts.filter(({ at }) => at <= millis);
        for (const post of arrived) posts.splice(posts.indexOf(post), 1);
        await Promise.all(arrived.map(({ deliver }) => deliver()));
        await sweep([...new Set(all.flatMap(({ shard, at }) => (at <= millis ? [shard] : [])))]);
      }
      millis = end;
    },
  };
}
