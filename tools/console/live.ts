import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Html } from '#shared/http/html.ts';

/** What a page shows that may change, and the statuses that are told when they do. */
export interface LiveView {
  /** By the id of the element that each stands in. */
  readonly sections: Readonly<Record<string, Html>>;
  readonly statuses: ReadonlyMap<string, string>;
}

/** The streams of pages that are open. */
export interface Live {
  /**
   * Serves a stream of server-sent events until the page goes away: the sections at once, and after that those that
   * have changed.
   *
   * @param about the reference that the page is about; every payment's if not said.
   */
  open(
    request: IncomingMessage,
    response: ServerResponse,
    render: () => Promise<LiveView>,
    about?: string,
  ): void;
  /** Says that a payment was written. */
  changed(reference: string | undefined): void;
}

interface Stream {
  readonly about: string | undefined;
  readonly push: () => void;
}

/** How often ages are told anew. */
export const AGES_MS = 10_000;
/** How long a browser waits before it comes back. */
const RETRY_MS = 1_000;
/** As many as a sentence can name. */
const MOST_TOLD = 3;

/** @param agesMs milliseconds after which everything is rendered again though nothing was written. */
export function createLive(agesMs = AGES_MS): Live {
  const streams = new Set<Stream>();
  return {
    open(_request, response, render, about) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(`retry: ${RETRY_MS}\n\n`);
      const push = coalesced(pusher(response, render));
      const stream = { about, push };
      const timer = setInterval(push, agesMs);
      timer.unref();
      streams.add(stream);
      response.on('close', () => {
        clearInterval(timer);
        streams.delete(stream);
      });
      push();
    },
    changed(reference) {
      for (const { about, push } of streams) if (about === undefined || about === reference) push();
    },
  };
}

/** Sends what is not as it was when it was sent last. */
function pusher(response: ServerResponse, render: () => Promise<LiveView>): () => Promise<void> {
  const sent = new Map<string, string>();
  let before: ReadonlyMap<string, string> | undefined;
  return async () => {
    const { sections, statuses } = await render();
    const news = Object.entries(sections).filter(([id, { html }]) => sent.get(id) !== html);
    const said = before && sentenceOf(before, statuses);
    before = statuses;
    for (const [id, { html }] of news) sent.set(id, html);
    if (news.length === 0 || response.destroyed) return;
    const pushed = Object.fromEntries(news.map(([id, { html }]) => [id, html]));
    response.write(`data: ${JSON.stringify({ sections: pushed, said })}\n\n`);
  };
}

/** The statuses that are not what they were: `order-1 is paid.` */
function sentenceOf(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): string | undefined {
  const news = [...now].filter(([reference, status]) => before.get(reference) !== status);
  if (news.length === 0) return undefined;
  const named = news.slice(0, MOST_TOLD).map(([reference, status]) => `${reference} is ${status}.`);
  return news.length > MOST_TOLD
    ? `${named.join(' ')} And ${news.length - MOST_TOLD} more.`
    : named.join(' ');
}

/** One run at a time. However many are wanted meanwhile, one more follows, which sees what they would have seen. */
function coalesced(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      // The database may be stopping; whoever still watches will see the stream end.
      await work().catch(() => {});
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void run();
  };
}
