import { createHash, createHmac } from 'node:crypto';
import type { Received } from './endpoint.ts';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The names of the headers that a request's signature covers. */
export function signedHeaders({ headers }: Received): string[] {
  return /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
}

/** The signature that a request bears. */
export function signatureOn({ headers }: Received): string {
  return /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** The signature that a POST must bear by AWS's Signature Version 4, given what it says it covers. */
export function rightSignature(request: Received, secretKey: string): string {
  const names = signedHeaders(request);
  const [, date = '', region = '', service = ''] =
    /Credential=[^/]+\/(\d+)\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const canonical = [
    'POST',
    request.path,
    '',
    ...names.map((name) => `${name}:${request.headers[name]}`),
    '',
    names.join(';'),
    hash(request.body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretKey}`, date));
  return hmac(key, text).toString('hex');
}
