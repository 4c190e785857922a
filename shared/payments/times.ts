export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Pockyt's clock and ours differ, and a customer may press the button at the last moment. */
export const EXPIRY_GRACE_MS = MINUTE_MS;
/** Pockyt repeats a notice for two hours; what has not come by then will not come. */
const RETRY_WINDOW_MS = 2 * HOUR_MS;
/** What was asked about so lately is not asked about again at once. */
export const JUST_ASKED_MS = 5_000;
/** The least time between two questions of the same kind about the same order. */
export const ASK_AGAIN_MS = MINUTE_MS;
/** The longest time between two questions of which nobody knows the end. */
export const LONGEST_WAIT_MS = 30 * DAY_MS;
/** The longest time between two questions while Pockyt answers none. */
const LONGEST_SILENCE_MS = HOUR_MS;

/**
 * When an order is to be asked about, whatever notices come: soon after its creation, then ever more seldom, at its
 * expiry, after the last notice that may come, and a day later.
 *
 * @param delays seconds after the creation.
 */
export function checkTimes(createdAt: Date, expiresAt: Date, delays: readonly number[]): string[] {
  const end = after(expiresAt, EXPIRY_GRACE_MS);
  const late = [0, RETRY_WINDOW_MS, DAY_MS].map((wait) => after(end, wait));
  return [...secondsAfter(createdAt, delays).filter((time) => time < end), ...late];
}

/** Each so many seconds after a time. */
export function secondsAfter(time: Date, seconds: readonly number[]): string[] {
  return seconds.map((each) => after(time, each * 1000));
}

export function after(time: Date | string, milliseconds: number): string {
  return new Date(new Date(time).getTime() + milliseconds).toISOString();
}

/** Whether a time has come. */
export function isDue(time: string | undefined, now: Date): boolean {
  return time !== undefined && time <= now.toISOString();
}

/** Whether it was asked about a moment ago. */
export function isJustAsked({ askedAt = '' }: { readonly askedAt?: string }, now: Date): boolean {
  return askedAt > after(now, -JUST_ASKED_MS);
}

/** A quarter of what has passed since, but a minute at least and not the longest. */
export function quarterSince(since: string, at: string, longest: number): number {
  const age = Date.parse(at) - Date.parse(since);
  return Math.min(Math.max(age / 4, ASK_AGAIN_MS), longest);
}

/** When to ask again after a question at `askedAt` that Pockyt left unanswered. */
export function silenceEnds(silentSince: string, askedAt: string): string {
  return after(askedAt, quarterSince(silentSince, askedAt, LONGEST_SILENCE_MS));
}
