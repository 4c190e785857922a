import { type Html, html } from '#shared/http/html.ts';

/** The present, and the zone in which times are told. */
export interface Clock {
  readonly now: Date;
  /** Such as `Europe/Berlin`; this machine's, which is the reader's, if not said. */
  readonly timeZone?: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** So near that seconds are of interest. */
const NEAR_MS = 5 * MINUTE_MS;

/** A time as it stands in a sentence: `12:40`, `12:40:05` when it is near, `24 Nov, 12:40` on another day. */
export function timeInSentence(iso: string, clock: Clock): string {
  const date = new Date(iso);
  const { now, timeZone } = clock;
  const near = Math.abs(date.getTime() - now.getTime()) < NEAR_MS;
  const day = (moment: Date) => moment.toLocaleDateString('en-GB', { timeZone, dateStyle: 'short' });
  const hours = date.toLocaleTimeString('en-GB', { timeZone, timeStyle: near ? 'medium' : 'short' });
  if (near || day(date) === day(now)) return hours;
  return `${date.toLocaleDateString('en-GB', { timeZone, day: 'numeric', month: 'short' })}, ${hours}`;
}

/** A time to the second, with its date when it is not today's. */
export function exact(iso: string, { now, timeZone }: Clock): Html {
  const date = new Date(iso);
  const day = (moment: Date) => moment.toLocaleDateString('en-GB', { timeZone, dateStyle: 'medium' });
  const hours = date.toLocaleTimeString('en-GB', { timeZone, timeStyle: 'medium' });
  return html`<time datetime="${iso}">${day(date) === day(now) ? hours : `${day(date)}, ${hours}`}</time>`;
}

/** How long ago something was, in one unit: `12 s`, `3 min`, `2 h`, `4 d`. */
export function age(iso: string, { now }: Clock): string {
  const millis = Math.max(0, now.getTime() - Date.parse(iso));
  if (millis < MINUTE_MS) return `${Math.floor(millis / SECOND_MS)} s`;
  if (millis < HOUR_MS) return `${Math.floor(millis / MINUTE_MS)} min`;
  if (millis < DAY_MS) return `${Math.floor(millis / HOUR_MS)} h`;
  return `${Math.floor(millis / DAY_MS)} d`;
}
