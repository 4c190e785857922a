import { curlOf } from './curl.ts';

/** An answer of the API's. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
  /** The body where it is a JSON object. */
  readonly document: Readonly<Record<string, unknown>> | undefined;
  /** The request that it answers, as a command line. */
  readonly curl: string;
}

/** The merchant's back end, as far as the console plays it: calls the API over HTTP, with the key. */
export interface MerchantApi {
  get(path: string, accept?: string): Promise<ApiAnswer>;
  /** @param body JSON text; a request without one has none. */
  post(path: string, body?: string): Promise<ApiAnswer>;
  /** The command line that would send the same. */
  curl(method: 'GET' | 'POST', path: string, body?: string): string;
}

export function createMerchantApi(url: string, apiKey: string): MerchantApi {
  const curl: MerchantApi['curl'] = (method, path, body) =>
    curlOf({ method, url: `${url}${path}`, apiKey, body });

  async function send(method: 'GET' | 'POST', path: string, accept: string, body?: string) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept,
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body,
    });
    const text = await response.text();
    return { status: response.status, text, document: objectIn(text), curl: curl(method, path, body) };
  }

  return {
    get: (path, accept = 'application/json') => send('GET', path, accept),
    post: (path, body) => send('POST', path, 'application/json', body),
    curl,
  };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
