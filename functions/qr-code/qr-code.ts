import QRCode from 'qrcode';
import type { Payment } from '#shared/payments/payment.ts';
import { currentOrder, type Status } from '#shared/payments/status.ts';

export const IMAGE_TYPES = ['image/svg+xml', 'image/png'] as const;
type ImageType = (typeof IMAGE_TYPES)[number];

/** The link as a picture, or why there is none. */
export type QrCodeResult =
  | { readonly kind: 'svg'; readonly svg: string }
  | { readonly kind: 'png'; readonly png: Buffer }
  /** A customer who scans it could not pay: the payment's status, or its method, has no link. */
  | { readonly kind: 'not-payable'; readonly status: Status }
  /** The caller takes neither format. */
  | { readonly kind: 'not-acceptable' };

/**
 * The payment's link as a QR code, in the format that the caller likes best.
 *
 * @param accept the request's `Accept` header; SVG without one.
 */
export async function qrCode(payment: Payment, accept = '*/*'): Promise<QrCodeResult> {
  const type = preferredType(accept);
  if (type === null) return { kind: 'not-acceptable' };
  const { status } = payment;
  const { link } = currentOrder(payment);
  if (status !== 'pending' || link === undefined || !('paymentUrl' in link)) {
    return { kind: 'not-payable', status };
  }
  if (type === 'image/png') {
    return { kind: 'png', png: await QRCode.toBuffer(link.paymentUrl, { type: 'png', scale: 8 }) };
  }
  return { kind: 'svg', svg: await QRCode.toString(link.paymentUrl, { type: 'svg' }) };
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
