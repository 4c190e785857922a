import { type HttpResponse, Problem } from '#shared/http/problem.ts';
import { IMAGE_TYPES, type QrCodeResult } from './qr-code.ts';

/** The answer to a request for a QR code. */
export function answer(result: QrCodeResult): HttpResponse | Problem {
  switch (result.kind) {
    case 'svg':
      return { statusCode: 200, headers: headersOf('image/svg+xml'), body: result.svg };
    case 'png': {
      const body = result.png.toString('base64');
      return { statusCode: 200, headers: headersOf('image/png'), body, isBase64Encoded: true };
    }
    case 'not-acceptable':
      return new Problem('not-acceptable', `Ask for ${IMAGE_TYPES.join(' or ')} in the Accept header.`);
    case 'not-payable':
      return new Problem(
        'link-not-payable',
        result.status === 'pending'
          ? 'A YIP payment is paid on your own page with its clientToken: it has no link, and so no QR code.'
          : `The payment is ${result.status}, so a customer who scanned the code could not pay.`,
      );
  }
}

function headersOf(type: string) {
  return { 'content-type': type, 'cache-control': 'no-store', vary: 'accept' };
}
