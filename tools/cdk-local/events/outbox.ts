import type { BusEvent } from './event.ts';

/** How often an event is posted that its listener does not take, and the milliseconds between two tries. */
const TRIES = 5;
const PAUSE_MS = 1_000;

export interface Outbox {
  send(event: BusEvent): void;
  /** Gives up what is still to be sent. */
  stop(): Promise<void>;
}

/**
 * Posts events to a listener of one's own, each until it is taken or has been tried often enough. Nobody waits for it.
 *
 * @param url where to; without it, nowhere.
 * @param report takes what could not be delivered.
 */
export function createOutbox(
  url: string | undefined,
  report: (event: BusEvent, reason: string) => void,
  pauseMs = PAUSE_MS,
): Outbox {
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();

  async function deliver(event: BusEvent): Promise<void> {
    for (let tries = 1; !stopping.signal.aborted; tries++) {
      const reason = await post(url as string, event, stopping.signal);
      if (reason === undefined) return;
      if (tries === TRIES) return report(event, reason);
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
  }

  return {
    send(event) {
      if (url === undefined) return;
      const delivery = deliver(event).finally(() => sending.delete(delivery));
      sending.add(delivery);
    },
    async stop() {
      stopping.abort();
      await Promise.all(sending);
    },
  };
}

/** Undefined when the listener took the event, and else what came instead. */
async function post(url: string, event: BusEvent, signal: AbortSignal): Promise<string | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const { ok, status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event), signal });
    return ok ? undefined : `HTTP ${status}`;
  } catch (error) {
    return (error as Error).message;
  }
}
