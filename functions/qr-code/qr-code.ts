import QRCode from 'qrcode';
import { type HttpResponse, Problem } from '#shared/http/problem.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { currentOrder } from '#shared/payments/status.ts';

const IMAGE_TYPES = ['image/svg+xml', 'image/png'] as const;
type ImageType = (typeof IMAGE_TYPES)[number];

/**
 * The payment's link as a QR code, in the format that the caller likes best.
 *
 * @param accept the request's `Accept` header; SVG without one.
 * @throws {Problem} `link-not-payable` when a customer who scans it could not pay; `not-acceptable`.
 */
export async function qrCode(payment: Payment, accept: string | undefined): Promise<HttpResponse> {
  const type = preferredType(accept ?? '*/*');
  if (type === null) {
    throw new Problem('not-acceptable', `Ask for ${IMAGE_TYPES.join(' or ')} in the Accept header.`);
  }
  const { status } = payment;
  const { link } = currentOrder(payment);
  if (status !== 'pending' || link === undefined || !('paymentUrl' in link)) {
    throw new Problem(
      'link-not-payable',
      status === 'pending'
        ? 'A YIP payment is paid on your own page with its clientToken: it has no link, and so no QR code.'
        : `The payment is ${status}, so a customer who scanned the code could not pay.`,
    );
  }
  const headers = { 'content-type': type, 'cache-control': 'no-store', vary: 'accept' };
  if (type === 'image/png') {
    const png = await QRCode.toBuffer(link.paymentUrl, { type: 'png', scale: 8 });
    return { statusCode: 200, headers, body: png.toString('base64'), isBase64Encoded: true };
  }
  return { statusCode: 200, headers, body: await QRCode.toString(link.paymentUrl, { type: 'svg' }) };
}

/** The image type that the header ranks highest; of equals the first of ours. Null when it wants neither. */
function preferredType(accept: string): ImageType | null {
  const ranges = accept.split(',').map((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return { type, quality: Number(quality) };
  });
  // A range that names the type outranks one that merely covers it, whatever the order (RFC 9110, 12.5.1).
  const qualityOf = (type: ImageType) =>
    [type, 'image/*', '*/*']
      .map((name) => ranges.find((range) => range.type === name)?.quality)
      .find((quality) => quality !== undefined) ?? 0;
  const best = [...IMAGE_TYPES].sort((one, other) => qualityOf(other) - qualityOf(one))[0] as ImageType;
  return qualityOf(best) > 0 ? best : null;
}
