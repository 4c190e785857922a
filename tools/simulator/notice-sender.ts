import type { NoticeMessage } from './notice.ts';

/** One attempt to deliver a notice. */
export interface Delivery {
  readonly at: Date;
  readonly httpStatus?: number;
  /** The body of the answer. */
  readonly answer?: string;
  /** Why no answer came. */
  readonly error?: string;
  /** HTTP 200 and exactly `success`. */
  readonly acknowledged: boolean;
}

/** A notice and what became of it. */
export interface Notice extends NoticeMessage {
  readonly id: string;
  readonly transactionNo: string;
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Fulfilled when it is acknowledged, when the last retry has failed, or when the simulator stops. */
  readonly settled: Promise<void>;
}

export type NoticeDraft = Pick<Notice, 'transactionNo' | 'url' | 'contentType' | 'body'>;

const MINUTE_MS = 60_000;
/** Published: up to 8 retries within 2 hours. How they are spaced is not. */
export const PUBLISHED_RETRIES: readonly number[] = [1, 2, 4, 8, 15, 20, 30, 40].map((m) => m * MINUTE_MS);
/** How long an answer is waited for; not published. */
const ANSWER_TIMEOUT_MS = 10_000;

export interface NoticeSenderOptions {
  readonly retryDelaysMs: readonly number[];
  readonly now: () => Date;
  readonly log: (event: object) => void;
}

export interface Sending {
  /** At once if not said. */
  readonly afterMs?: number;
  /** How often it is sent however it is answered; once if not said. */
  readonly times?: number;
}

export interface NoticeSender {
  readonly notices: readonly Notice[];
  /** While this holds, notices wait for `send` or `deliver`; otherwise they go out by themselves. */
  held: boolean;
  /** Keeps a notice, which waits for `send` or `deliver`. */
  keep(draft: NoticeDraft): Notice;
  /** Keeps a notice and sends it, unless notices are held. Resolves after the first attempt. */
  post(draft: NoticeDraft): Promise<Notice>;
  /** Sends a notice now or later, and again until it is acknowledged. Resolves after the first attempts, or if later at once. */
  send(id: string, sending?: Sending): Promise<Notice>;
  /** Sends a notice once, acknowledged before or not. */
  deliver(id: string): Promise<Delivery>;
  /** Ends every delivery that is under way or to come. */
  stop(): void;
}

type Posted = Notice & { readonly deliveries: Delivery[]; readonly settle: () => void };

export function createNoticeSender({ retryDelaysMs, now, log }: NoticeSenderOptions): NoticeSender {
  const notices: Posted[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const stopped = new AbortController();

  async function attempt(notice: Posted): Promise<Delivery> {
    const at = now();
    const outcome = await send(notice, stopped.signal);
    const made = { at, ...outcome, acknowledged: outcome.httpStatus === 200 && outcome.answer === 'success' };
    notice.deliveries.push(made);
    const { id, transactionNo } = notice;
    const { httpStatus, error, acknowledged } = made;
    if (!stopped.signal.aborted)
      log({ event: 'notice.sent', id, transactionNo, acknowledged, httpStatus, error });
    if (acknowledged) notice.settle();
    return made;
  }

  async function attemptWithRetries(notice: Posted, delays: readonly number[]): Promise<void> {
    const { acknowledged } = await attempt(notice);
    const [delay, ...later] = delays;
    if (acknowledged) return;
    if (delay === undefined || stopped.signal.aborted) return notice.settle();
    after(delay, () => attemptWithRetries(notice, later));
  }

  function after(millis: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void work();
    }, millis).unref();
    timers.add(timer);
  }

  function keep(draft: NoticeDraft): Posted {
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
    const notice = { ...draft, id: `notice-${notices.length + 1}`, deliveries: [], settled, settle };
    notices.push(notice);
    return notice;
  }

  function found(id: string): Posted {
    const notice = notices.find((kept) => kept.id === id);
    if (!notice) throw new RangeError(`There is no notice ${id}. See simulator.notices.`);
    return notice;
  }

  return {
    notices,
    held: false,
    keep,
    async post(draft) {
      const notice = keep(draft);
      if (!this.held) await attemptWithRetries(notice, retryDelaysMs);
      return notice;
    },
    async send(id, { afterMs = 0, times = 1 } = {}) {
      const notice = found(id);
      const sendNow = async () => {
        await attemptWithRetries(notice, retryDelaysMs);
        for (let sent = 1; sent < times; sent += 1) await attempt(notice);
      };
      if (afterMs > 0) after(afterMs, sendNow);
      else await sendNow();
      return notice;
    },
    deliver: async (id) => attempt(found(id)),
    stop() {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
      for (const notice of notices) notice.settle();
    },
  };
}

async function send(
  { url, contentType, body }: Notice,
  stopped: AbortSignal,
): Promise<Pick<Delivery, 'httpStatus' | 'answer' | 'error'>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType, connection: 'close' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    return { httpStatus: response.status, answer: await response.text() };
  } catch (error) {
    const { message, cause } = error as Error;
    return { error: cause instanceof Error ? cause.message : message };
  }
}
