import { LOG_EVENTS, type LogEvent } from './log-events.ts';

/**
 * What a log line may hold. The list is closed on purpose: there is no field in which a token, a signature or a
 * shopper's data could travel.
 */
export interface LogFields {
  readonly reference?: string;
  readonly transactionNo?: string;
  readonly refundReference?: string;
  readonly status?: string;
  readonly from?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly vendor?: string;
  /** Pockyt's `ret_code`. */
  readonly code?: string;
  readonly reason?: string;
  /** Names of fields, never their values. */
  readonly fields?: readonly string[];
  /** Which version of the credentials matched. */
  readonly credentials?: string;
  readonly secret?: string;
  /** The name of an API key. */
  readonly keyName?: string;
  readonly error?: LoggedError;
  /** How many payments a sweep looked at. */
  readonly checked?: number;
  /** Seconds since the longest overdue check was due. */
  readonly oldestOverdueSeconds?: number;
}

export interface LoggedError {
  readonly name: string;
  /** Only where the text is known to be the code's own, not a quotation of what was sent. */
  readonly message?: string;
  /** Where it was thrown. */
  readonly frames: readonly string[];
}

export type Log = (event: LogEvent, fields?: LogFields) => void;

/** A log whose lines all carry the given ids, which join a request through API Gateway and the function. */
export function createLog(
  ids: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void = toStandardOutput,
): Log {
  return (event, fields = {}) => {
    const timestamp = new Date().toISOString();
    write(JSON.stringify({ timestamp, level: LOG_EVENTS[event], event, ...fields, ...ids }));
  };
}

/**
 * Lambda keeps a line of JSON from standard output as it is, and goes by its `level` and `timestamp`. Its `console`
 * would make the line the escaped text of one field, `message`, of a record of its own, with the level INFO and
 * Lambda's id as `requestId`: no search and no metric filter would find a field of ours.
 */
function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * An error without what it might quote. A message is kept where it comes from AWS (which resource may not be
 * reached, say); others are left out, since a parser's message shows a piece of what it read.
 */
export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const trace = (error.stack ?? '').replace(error.message, '');
  const frames = trace.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...('$metadata' in error && { message: error.message }),
    frames: frames.map((line) => line.trim()),
  };
}
