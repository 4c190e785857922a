/** What is not counted but taken for granted. Each moves the bill in a way that can be seen in `bill.ts`. */

/** Payments a month. It matters for what is charged by the clock, and for how many requests are traced. */
export const PAYMENTS_A_MONTH = 1_000_000;

/** A customer takes more than a minute and less than five, so reconciliation looks at each payment once. */
export const CHECKS = 1;

/** Payments that a run of reconciliation looks at side by side, so that they wait together. */
export const SIDE_BY_SIDE = 20;

/**
 * Milliseconds of CPU, at a full vCPU, of a query of the index that finds nothing: each of 128 that the SDK sends side by
 * side over TLS, in a process that has done so a few times before.
 */
export const SEARCH_CPU_MS = 0.5;

/** Milliseconds until Pockyt answers. Nobody has published it; each 100 of them are in the bill's last line. */
export const POCKYT_MS = 300;

/** Milliseconds of a call to DynamoDB from a function in the same region. */
export const DATABASE_MS = 5;

/**
 * Milliseconds of CPU of a warm request over TLS at a full vCPU: the mean of create, notice and read, rounded up from
 * `npm run bench -- speed`.
 */
export const CPU_MS = { ours: 2, peer: 3.5 };

/** The same of a whole cold start. */
export const COLD_CPU_MS = { ours: 170, peer: 700 };

/** Requests that meet a cold start, and wait for it at the function's price. */
export const COLD_SHARE = 0.01;

/** Megabytes at which a function has a whole vCPU; below, it has its part of one. */
export const MB_OF_A_CPU = 1769;

/** Execution environments of a function, each of which reads its secret every five minutes. */
export const ENVIRONMENTS = 2;

/** Seconds of a month, of 30 days. */
export const MONTH_SECONDS = 30 * 86_400;

/** Bytes that CloudWatch adds to each line, and those of Lambda's own two records of an invocation in JSON. */
export const LOG_OVERHEAD = 26;
export const PLATFORM_RECORDS = { lines: 2, bytes: 650 };

/** Bytes of a line of the access log, and of an event in the log of events. */
export const ACCESS_LINE = 260;
export const EVENT_LINE = 900;
