import type { Pipe } from '../assembly/pipes.ts';
import { eventFrom } from './event.ts';
import { createOutbox } from './outbox.ts';
import { type TableWatch, watchTable } from './table-watch.ts';

export interface EventListeners {
  /** Where events are posted, if anywhere. */
  readonly url?: string;
  /** Takes the events that leave the stack, and those that could not be delivered. */
  readonly log?: (event: object) => void;
  /** Takes the reference of every item that was written, whether that is an event or not. */
  readonly onWrite?: (reference: string | undefined) => void;
}

/**
 * Tells of every change that the stack's pipe would tell: printed, and posted to a listener if there is one. A stack
 * without a pipe has nothing between its functions and the database.
 *
 * @param database the database's own address.
 */
export async function watchEvents(
  pipes: readonly Pipe[],
  database: string,
  { url, log = () => {}, onWrite = () => {} }: EventListeners,
): Promise<TableWatch> {
  if (pipes.length === 0) return { endpoint: database, stop: async () => {} };
  const outbox = createOutbox(url, log);
  const watch = await watchTable(database, (change) => {
    for (const event of pipes.flatMap((pipe) => eventFrom(change, pipe, new Date()) ?? [])) {
      log(event);
      outbox.send(event);
    }
    onWrite((change.dynamodb.NewImage.reference as { S?: string } | undefined)?.S);
  });
  return {
    endpoint: watch.endpoint,
    stop: async () => {
      await Promise.all([watch.stop(), outbox.stop()]);
    },
  };
}
