import { validateHeaderName, validateHeaderValue } from 'node:http';

/** An HTTP answer, ready to be sent. */
export interface GatewayResponse {
  readonly status: number;
  /** A name may come twice: `set-cookie` does. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What the gateway itself answers: `{"message": ...}`, never a problem document. */
export function gatewayMessage(status: number, message: string): GatewayResponse {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

export const BAD_REQUEST = gatewayMessage(400, 'Bad Request');
export const UNAUTHORIZED = gatewayMessage(401, 'Unauthorized');
export const FORBIDDEN = gatewayMessage(403, 'Forbidden');
export const NOT_FOUND = gatewayMessage(404, 'Not Found');
export const TOO_LARGE = gatewayMessage(413, 'Request Entity Too Large');
export const INTERNAL_ERROR = gatewayMessage(500, 'Internal Server Error');
export const UNAVAILABLE = gatewayMessage(503, 'Service Unavailable');

/**
 * What an HTTP API makes of a function's answer, in payload format 2.0. An answer without a statusCode is itself
 * the body of a 200 in JSON; an answer that is no HTTP answer is a 500.
 *
 * @param payload the function's answer as JSON text
 */
export function toResponse(payload: string): GatewayResponse {
  const answer: unknown = JSON.parse(payload);
  if (answer === null || typeof answer !== 'object' || !('statusCode' in answer)) {
    const body = Buffer.from(typeof answer === 'string' ? answer : payload);
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded,
  } = answer as Record<string, unknown>;
  const status = Number(statusCode);
  const wellFormed =
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    (typeof body === 'string' || body === null) &&
    isHeaders(headers) &&
    Array.isArray(cookies) &&
    cookies.every((cookie) => isHeader('set-cookie', cookie));
  if (!wellFormed) return INTERNAL_ERROR;
  const entries = Object.entries(headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  const typed = entries.some(([name]) => name === 'content-type');
  return {
    status,
    headers: [
      ...(typed ? [] : [['content-type', 'text/plain; charset=utf-8'] as const]),
      ...entries.filter(([name]) => name !== 'content-length'),
      ...cookies.map((cookie) => ['set-cookie', String(cookie)] as const),
    ],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function isHeaders(headers: unknown): headers is Record<string, string | number | boolean> | null {
  if (headers === null) return true;
  if (typeof headers !== 'object') return false;
  return Object.entries(headers as object).every(([name, value]) => isHeader(name, value));
}

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return ['string', 'number', 'boolean'].includes(typeof value);
  } catch {
    return false;
  }
}
