import type { ApiEvent } from '#shared/http/event.ts';
import { decodeNotice, verifyNotice } from '#shared/pockyt/notice.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

/** What every notice costs before anything is believed: decoding it and checking its signature, and nothing else. */
export function handler({ body = '', isBase64Encoded, headers }: ApiEvent) {
  const contentType = headers['content-type'];
  const notice = decodeNotice({ body, isBase64Encoded, contentType, contentEncoding: undefined });
  return { statusCode: verifyNotice(notice, CREDENTIALS.token) ? 200 : 401 };
}
