import type { IpnRequest } from '../conformance/notices/notice.ts';
import { noticeFields } from '../simulator/notice.ts';
import type { Order } from '../simulator/orders.ts';
import type { Parameters } from '../simulator/signature.ts';

/** What a notice about the order would say if it were paid, unsigned. */
export const paidClaim = (order: Order): Parameters => ({ ...noticeFields(order), status: 'success' });

export function postIpn(url: string, { type, body, headers }: IpnRequest, path = '/ipn'): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { ...(type !== undefined && { 'content-type': type }), ...headers },
    // Text would get a type of its own.
    body: typeof body === 'string' ? Buffer.from(body) : body,
  });
}
