import { createHttpClient, type HttpClient, type NoAnswerError } from '../runtime/http-client.ts';
import { uptimeMs } from '../runtime/uptime.ts';
import type { HttpAnswer } from './envelope.ts';
import { UnknownOutcomeError } from './errors.ts';
import type { WireParameters } from './signature.ts';

/** An answer larger than this is no answer of Pockyt's. */
export const MAX_ANSWER_BYTES = 64 * 1024;
/** A whole call, from the first byte sent to the last byte read. */
export const DEADLINE_MS = 10_000;
/**
 * What the calls of one request may take in all. An HTTP API gives up after 30 seconds, and a caller who is told nothing
 * knows less than one who is told to come back.
 */
export const BUDGET_MS = 20_000;
/**
 * A connection that lay idle for longer is not used again. The execution environment may have been frozen meanwhile,
 * and Pockyt may have hung up: a reset would then leave an order's fate unknown for no reason.
 */
const MAX_IDLE_MS = 5_000;

const HOSTS = {
  production: 'https://mapi.pockyt.io',
  sandbox: 'https://mapi.yuansferdev.com',
} as const;

export type PockytEnvironment = keyof typeof HOSTS;

/**
 * The address of an environment. An override is for a provider on the same machine, or one of Pockyt's own
 * addresses: signed orders go nowhere else.
 *
 * @throws {RangeError} for any other address or environment.
 */
export function pockytBaseUrl(environment: string, override?: string): string {
  if (override !== undefined) {
    if (isLoopback(override) || Object.values<string>(HOSTS).includes(override)) return override;
    throw new RangeError('POCKYT_BASE_URL may name a loopback address or a Pockyt host, nothing else.');
  }
  if (!Object.hasOwn(HOSTS, environment)) {
    throw new RangeError(`POCKYT_ENVIRONMENT must be ${Object.keys(HOSTS).join(' or ')}.`);
  }
  return HOSTS[environment as PockytEnvironment];
}

/** Whether a URL points to this machine itself. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname);
}

export interface PockytClient {
  /**
   * Posts parameters to a path as JSON, once. Nothing is ever sent again from here: an order that seems lost may
   * have been made.
   *
   * @param deadlineMs for the whole call; the client's own unless it is shorter.
   * @throws {UnknownOutcomeError} when no whole answer came: late, cut off, oversized or not at all.
   */
  post(path: string, parameters: WireParameters, deadlineMs?: number): Promise<HttpAnswer>;
}

export function createPockytClient(options: {
  baseUrl: string;
  deadlineMs?: number;
}): PockytClient & Pick<HttpClient, 'connect'> {
  const { baseUrl, deadlineMs: longest = DEADLINE_MS } = options;
  const http = createHttpClient(baseUrl);
  let lastUsed = 0;

  return {
    async post(path, parameters, allowed = longest) {
      const deadlineMs = Math.min(allowed, longest);
      if (uptimeMs() - lastUsed > MAX_IDLE_MS) http.closeIdle();
      lastUsed = uptimeMs();
      const body = JSON.stringify(parameters);
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        accept: 'application/json',
      };
      const call = { method: 'POST', path, headers, body, deadlineMs, maxBytes: MAX_ANSWER_BYTES };
      const answer = await http.call(call).catch((error: NoAnswerError) => {
        throw new UnknownOutcomeError(error.reason, unanswered(error.reason, deadlineMs), undefined, {
          cause: error.cause,
        });
      });
      lastUsed = uptimeMs();
      return { status: answer.status, text: answer.body.toString() };
    },
    async connect(limitMs) {
      await http.connect(limitMs);
      lastUsed = uptimeMs();
    },
  };
}

function unanswered(reason: NoAnswerError['reason'], deadlineMs: number): string {
  if (reason === 'deadline') return `Pockyt did not answer within ${deadlineMs / 1000} s.`;
  if (reason === 'oversized') return `Pockyt answered more than ${MAX_ANSWER_BYTES} bytes.`;
  return 'The connection to Pockyt broke.';
}

/** The client, with `BUDGET_MS` for all its calls together; a call that comes too late is not made. */
export function withBudget(client: PockytClient, now: () => Date): PockytClient {
  const end = now().getTime() + BUDGET_MS;
  return {
    post(path, parameters) {
      const left = end - now().getTime();
      if (left > 0) return client.post(path, parameters, left);
      return Promise.reject(new UnknownOutcomeError('deadline', 'There was no time left to ask Pockyt.'));
    },
  };
}
