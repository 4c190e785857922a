import type { IpnRequest } from './notices/notice.ts';
import { type RawAnswers, sendRaw } from './raw-http.ts';

/** What came back, read to its end. */
export interface Answer {
  /** 0 when the other side hung up without an answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The body as UTF-8. */
  readonly text: string;
}

export interface Request {
  readonly method?: string;
  /** Without the endpoint's address, as it is to be sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON, with its type; text and bytes go as they are, without one. */
  readonly body?: object | string | Buffer;
  /** Whether the API key goes along; it does if not said. */
  readonly withKey?: boolean;
}

/** Talks to the endpoint that is tried. */
export interface Client {
  readonly url: string;
  send(request: Request): Promise<Answer>;
  /** A notice, without any key. */
  notify(request: IpnRequest): Promise<Answer>;
  /** Bytes as they are. `Connection: close` must be among them. */
  raw(bytes: string): Promise<RawAnswers>;
}

export interface ClientOptions {
  /** The endpoint's address, without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  readonly wait: (ms: number) => Promise<void>;
  /** Sees the text of every answer, headers included. */
  readonly inspect: (text: string) => void;
}

/** An HTTP API waits 30 seconds for a function; nothing that is alive takes longer. */
const PATIENCE_MS = 40_000;
const TRIES_WHEN_THROTTLED = 6;

export function createClient({ url, apiKey, wait, inspect }: ClientOptions): Client {
  async function send(request: Request): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const answer = await exchange(request);
      // The gateway's throttle is no promise of the functions: a slower pace shows what is behind it.
      if (answer.status !== 429 || tries === TRIES_WHEN_THROTTLED) return answer;
      await wait(tries * 1000);
    }
  }

  async function exchange({ method, path, headers, body, withKey = true }: Request): Promise<Answer> {
    const isJson = body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);
    const init: RequestInit = {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(withKey && { authorization: `Bearer ${apiKey}` }),
        ...(isJson && { 'content-type': 'application/json' }),
        ...headers,
      },
      // Bytes: text would get a type of its own.
      body:
        body === undefined ? undefined : new Uint8Array(Buffer.from(isJson ? JSON.stringify(body) : body)),
      // A redirect would carry the key to wherever it points.
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    };
    try {
      const response = await fetch(`${url}${path}`, init);
      const answer = Buffer.from(await response.arrayBuffer());
      const text = answer.toString('utf8');
      inspect(`${[...response.headers].join('\n')}\n${text}`);
      return { status: response.status, headers: response.headers, body: answer, text };
    } catch {
      return { status: 0, headers: new Headers(), body: Buffer.alloc(0), text: '' };
    }
  }

  return {
    url,
    send,
    notify: ({ type, body, headers }) =>
      send({
        method: 'POST',
        path: '/ipn',
        withKey: false,
        headers: { ...(type !== undefined && { 'content-type': type }), ...headers },
        body,
      }),
    async raw(bytes) {
      const answers = await sendRaw(url, bytes, { patienceMs: PATIENCE_MS });
      inspect(answers.text);
      return answers;
    },
  };
}
