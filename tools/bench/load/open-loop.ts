import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../speed/statistics.ts';

/** What became of some requests that were sent when they were due, whether or not earlier ones were answered. */
export interface Load {
  readonly sent: number;
  /** Milliseconds from when a request was due to its answer: waiting to be sent counts. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** Answers a second, from the first request due to the last answer. */
  readonly rate: number;
  /** Requests that were under way, on average over time, as samples found them. */
  readonly underWay: number;
  /** The same by Little's law: the rate times the average time. It is what samples find, or something was not counted. */
  readonly underWayByLaw: number;
}

const SAMPLE_MS = 5;

/**
 * Sends each request at its time. A closed loop, whose next request waits for the last answer, would send less just
 * when the system is slow, and not notice.
 *
 * @param arrivals milliseconds from now, rising.
 */
export async function openLoop(
  arrivals: readonly number[],
  send: (index: number) => Promise<void>,
): Promise<Load> {
  const begun = performance.now();
  const times: number[] = [];
  const samples: number[] = [];
  let due = 0;
  const sampler = setInterval(() => {
    const now = performance.now() - begun;
    while (due < arrivals.length && (arrivals[due] as number) <= now) due++;
    samples.push(due - times.length);
  }, SAMPLE_MS);
  const running: Promise<void>[] = [];
  try {
    for (const [index, at] of arrivals.entries()) {
      const wait = begun + at - performance.now();
      if (wait > 0) await delay(wait);
      running.push(
        send(index).then(() => {
          times.push(performance.now() - begun - at);
        }),
      );
    }
    await Promise.all(running);
  } finally {
    clearInterval(sampler);
  }
  const seconds = (performance.now() - begun) / 1000;
  const sorted = [...times].sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const rate = times.length / seconds;
  return {
    sent: arrivals.length,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    longest: quantile(sorted, 1),
    rate,
    underWay: samples.reduce((sum, count) => sum + count, 0) / samples.length,
    underWayByLaw: (rate * mean) / 1000,
  };
}
