const EIGHT_HOURS_MS = 8 * 60 * 60 * 1000;

/** A moment as notices and callbacks tell it: YYYYMMDDHHMMSS in UTC+8. Proved by Pockyt's published Java example. */
export function pockytTime(moment: Date): string {
  return new Date(moment.getTime() + EIGHT_HOURS_MS).toISOString().replace(/\D/g, '').slice(0, 14);
}
