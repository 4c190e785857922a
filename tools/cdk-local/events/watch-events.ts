import type { Pipe } from '../assembly/pipes.ts';
import { type BusEvent, type Change, eventFrom } from './event.ts';
import { createOutbox } from './outbox.ts';
import { type TableWatch, watchTable } from './table-watch.ts';

export interface EventListeners {
  /** Where events are posted, if anywhere. */
  readonly url?: string;
  /** Hears of every event that leaves the stack. */
  readonly onEvent?: (event: BusEvent) => void;
  /** Hears of an event that could not be posted, and why. */
  readonly onUndelivered?: (event: BusEvent, reason: string) => void;
  /** Hears of every item that was written, whether that is an event or not; of none in a stack without pipes. */
  readonly onWrite?: (change: Change) => void;
}

/**
 * Tells of every change that the stack's pipes would tell, and posts it to a listener if there is one. A stack without a
 * pipe has nothing between its functions and the database.
 *
 * @param database the database's own address.
 */
export async function watchEvents(
  pipes: readonly Pipe[],
  database: string,
  { url, onEvent = () => {}, onUndelivered = () => {}, onWrite = () => {} }: EventListeners,
): Promise<TableWatch> {
  if (pipes.length === 0) return { endpoint: database, stop: async () => {} };
  const outbox = createOutbox(url, onUndelivered);
  const watch = await watchTable(database, (change) => {
    for (const event of pipes.flatMap((pipe) => eventFrom(change, pipe, new Date()) ?? [])) {
      onEvent(event);
      outbox.send(event);
    }
    onWrite(change);
  });
  return {
    endpoint: watch.endpoint,
    stop: async () => {
      await Promise.all([watch.stop(), outbox.stop()]);
    },
  };
}
