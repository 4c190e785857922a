import type { IpnRequest } from '#tools/conformance/notices/notice.ts';
import { postIpn } from '#tools/harness/notices.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import type { Order } from '#tools/simulator/orders.ts';

/** A payment as a merchant reads it. */
export interface PaymentSeen {
  readonly status: string;
  readonly history: readonly {
    readonly event: string;
    readonly to: string;
    readonly reason?: string;
    readonly discrepancy?: string;
  }[];
  /** What notices say that nobody has confirmed yet, order by order. */
  readonly orders: readonly { readonly state: string; readonly claims?: readonly object[] }[];
}

/** What a payment must be when everybody has tried. */
export type Expected = Pick<PaymentSeen, 'status'> & { readonly entries: number };

/** The running stack, and payments that somebody tries to change. */
export interface Attacks {
  readonly stack: Stack;
  /** By reference. */
  readonly expected: Map<string, Expected>;
  /** Makes a link. In the end the payment must have this status, and so many entries in its history. */
  ordered(status: string, entries?: number): Promise<Order>;
  read(reference: string): Promise<PaymentSeen>;
  /** The status and the text with which a notice is answered. */
  answerOf(request: IpnRequest): Promise<[status: number, text: string]>;
  /** What every payment is. */
  found(): Promise<Map<string, Expected>>;
}

export async function startAttacks(): Promise<Attacks> {
  const stack = await startStack();
  const expected = new Map<string, Expected>();
  const read = async (reference: string) =>
    (await (await stack.merchant(`/payment-links/${reference}`)).json()) as PaymentSeen;

  return {
    stack,
    expected,
    read,
    async ordered(status, entries = 2) {
      const reference = `order-${expected.size + 1}`;
      const callbackUrl = 'https://shop.example/back';
      const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference, callbackUrl };
      const response = await stack.merchant('/payment-links', body);
      if (response.status !== 201) throw new Error(`No link was made: ${await response.text()}`);
      expected.set(reference, { status, entries });
      return stack.simulator.orders.byReference(reference)[0]!;
    },
    async answerOf(request) {
      const response = await postIpn(stack.url, request);
      return [response.status, await response.text()];
    },
    async found() {
      const seen = [...expected.keys()].map(async (reference) => {
        const { status, history } = await read(reference);
        return [reference, { status, entries: history.length }] as const;
      });
      return new Map(await Promise.all(seen));
    },
  };
}
