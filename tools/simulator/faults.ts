import type { RefusalAnswer } from './answers.ts';
import type { Order } from './orders.ts';
import type { Parameters } from './signature.ts';

export type Endpoint = 'secure-pay' | 'tran-query' | 'refund' | 'cancel';

/**
 * Whether a faulty call is carried out all the same, and when: not at all, before the fault shows, when the test says
 * (`acceptLate()`), or as soon as the caller has hung up.
 */
export type Acceptance = 'never' | 'now' | 'late' | 'on-hang-up';

/** One way for a call to go wrong. `accept` is `never` if not said. */
export type Fault =
  | ({ readonly kind: 'refuse'; readonly accept?: Acceptance } & RefusalAnswer)
  /** The caller gets nothing, for ever. */
  | { readonly kind: 'hang'; readonly accept?: Acceptance }
  /** The connection ends before the answer, or in the middle of its body. */
  | { readonly kind: 'cut'; readonly at?: 'before-answer' | 'midway'; readonly accept?: Acceptance }
  | {
      readonly kind: 'server-error';
      /** 500 if not said. */
      readonly httpStatus?: number;
      /** None if not said. */
      readonly body?: string;
      readonly accept?: Acceptance;
    }
  /** HTTP 200 with a body that is not JSON. */
  | { readonly kind: 'not-json'; readonly body?: string; readonly accept?: Acceptance }
  /** Carried out and answered, with these fields of `result` instead; `undefined` leaves one out. */
  | { readonly kind: 'altered'; readonly result: Readonly<Record<string, unknown>> }
  /** The right answer, followed by blanks up to so many bytes: 65 KiB if not said. */
  | { readonly kind: 'oversized'; readonly bytes?: number; readonly accept?: Acceptance }
  /** Carried out at once, and answered when the promise is settled, which a function makes for each call anew. */
  | { readonly kind: 'slow'; readonly until: Promise<unknown> | (() => Promise<unknown>) };

/** What goes wrong, per endpoint. */
export interface Faults {
  /** Scripts the next calls, one fault each; they come before a standing fault. `undefined` lets a call pass. */
  next(endpoint: Endpoint, ...faults: (Fault | undefined)[]): void;
  /** Scripts the next calls that name this reference or transaction number; they come before all others. */
  nextFor(order: string, endpoint: Endpoint, ...faults: Fault[]): void;
  /** Forgets those faults of an order that are still to come. */
  forgetFor(order: string, endpoint: Endpoint): void;
  /** Makes every call from now on go wrong this way; without a fault, none. */
  always(endpoint: Endpoint, fault?: Fault): void;
  /**
   * Lets the next so many queries about an order, by whichever name, tell what was true before its last change: nothing
   * (000021) if it was just made. The order is named by its number, or by its reference, which may be one to come.
   */
  lag(order: string, queries: number): void;
  /** Forgets all faults that are still to come. */
  clear(): void;
}

export interface FaultPlan extends Faults {
  /** The fault of the call that has just come in. */
  take(endpoint: Endpoint, parameters?: Parameters): Fault | undefined;
  /** Whether a query about the order that is being answered lags. It is counted. */
  takeLag(order: Pick<Order, 'transactionNo' | 'reference'>): boolean;
}

export function createFaultPlan(): FaultPlan {
  const scripted = new Map<Endpoint, (Fault | undefined)[]>();
  const scriptedFor = new Map<string, Fault[]>();
  const standing = new Map<Endpoint, Fault | undefined>();
  const lagging = new Map<string, number>();
  return {
    next(endpoint, ...faults) {
      scripted.set(endpoint, [...(scripted.get(endpoint) ?? []), ...faults]);
    },
    nextFor(order, endpoint, ...faults) {
      const key = `${endpoint} ${order}`;
      scriptedFor.set(key, [...(scriptedFor.get(key) ?? []), ...faults]);
    },
    forgetFor(order, endpoint) {
      scriptedFor.delete(`${endpoint} ${order}`);
    },
    always(endpoint, fault) {
      standing.set(endpoint, fault);
    },
    lag(order, queries) {
      lagging.set(order, queries);
    },
    clear() {
      lagging.clear();
      scripted.clear();
      scriptedFor.clear();
      standing.clear();
    },
    take(endpoint, { reference, transactionNo } = {}) {
      const own = [reference, transactionNo].map((name) => scriptedFor.get(`${endpoint} ${name}`));
      const fault = own.find((faults) => faults?.length)?.shift();
      if (fault) return fault;
      const queue = scripted.get(endpoint);
      return queue?.length ? queue.shift() : standing.get(endpoint);
    },
    takeLag({ transactionNo, reference }) {
      for (const name of [transactionNo, reference]) {
        const left = lagging.get(name) ?? 0;
        if (left > 0) lagging.set(name, left - 1);
        if (left > 0) return true;
      }
      return false;
    },
  };
}
