/** One try to deliver a notice. */
export interface NoticeAttempt {
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
export interface Notice {
  readonly noticeId: string;
  readonly transactionNo: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  readonly attempts: readonly NoticeAttempt[];
  /** Fulfilled when it is acknowledged, when the last retry has failed, or when the simulator stops. */
  readonly settled: Promise<void>;
}

export type NoticeDraft = Pick<Notice, 'transactionNo' | 'url' | 'contentType' | 'body'>;

/**
 * How notices go out: by themselves and again until acknowledged, or only when a test delivers them, in the order and
 * as often as it likes.
 */
export type NoticeDelivery = 'automatic' | 'on-demand';

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

export interface NoticeSender {
  readonly notices: readonly Notice[];
  delivery: NoticeDelivery;
  /** Keeps a notice, and sends it if notices go out by themselves. */
  post(draft: NoticeDraft): Notice;
  /** Sends a notice once, acknowledged before or not. */
  deliver(noticeId: string): Promise<NoticeAttempt>;
  /** Ends every delivery that is under way or to come. */
  stop(): void;
}

type Posted = Notice & { readonly attempts: NoticeAttempt[]; readonly settle: () => void };

export function createNoticeSender({ retryDelaysMs, now, log }: NoticeSenderOptions): NoticeSender {
  const notices: Posted[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const stopped = new AbortController();

  async function attempt(notice: Posted): Promise<NoticeAttempt> {
    const at = now();
    const outcome = await send(notice, stopped.signal);
    const made = { at, ...outcome, acknowledged: outcome.httpStatus === 200 && outcome.answer === 'success' };
    notice.attempts.push(made);
    const { noticeId, transactionNo } = notice;
    const { httpStatus, error, acknowledged } = made;
    if (!stopped.signal.aborted)
      log({ event: 'notice.sent', noticeId, transactionNo, acknowledged, httpStatus, error });
    if (acknowledged) notice.settle();
    return made;
  }

  async function attemptWithRetries(notice: Posted, delays: readonly number[]): Promise<void> {
    const { acknowledged } = await attempt(notice);
    const [delay, ...later] = delays;
    if (acknowledged) return;
    if (delay === undefined || stopped.signal.aborted) return notice.settle();
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attemptWithRetries(notice, later);
    }, delay).unref();
    timers.add(timer);
  }

  return {
    notices,
    delivery: 'automatic',
    post(draft) {
      const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
      const notice = { ...draft, noticeId: `notice-${notices.length + 1}`, attempts: [], settled, settle };
      notices.push(notice);
      if (this.delivery === 'automatic') void attemptWithRetries(notice, retryDelaysMs);
      return notice;
    },
    async deliver(noticeId) {
      const notice = notices.find((posted) => posted.noticeId === noticeId);
      if (!notice) throw new RangeError(`There is no notice ${noticeId}. See simulator.notices.`);
      return attempt(notice);
    },
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
): Promise<Pick<NoticeAttempt, 'httpStatus' | 'answer' | 'error'>> {
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
