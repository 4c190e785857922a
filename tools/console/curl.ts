import { DEFAULT_SETTINGS } from '../start/settings.ts';

/** A request of the API's, as somebody would send it by hand. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly apiKey: string;
  /** JSON text. */
  readonly body?: string;
}

/**
 * The command line that sends a request, for a POSIX shell. The well-known key of `npm start` stands in it; a key of
 * one's own does not, but the variable API_KEY.
 */
export function curlOf({ method, url, apiKey, body }: ApiRequest): string {
  const isPublic = apiKey === DEFAULT_SETTINGS.apiKey;
  const authorization = isPublic
    ? quoted(`Authorization: Bearer ${apiKey}`)
    : '"Authorization: Bearer $API_KEY"';
  const lines = [
    method === 'GET' ? `curl ${quoted(url)}` : `curl -X ${method} ${quoted(url)}`,
    `-H ${authorization}`,
    ...(body === undefined ? [] : [`-H ${quoted('Content-Type: application/json')}`, `-d ${quoted(body)}`]),
  ];
  return lines.join(' \\\n  ');
}

/** Text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
