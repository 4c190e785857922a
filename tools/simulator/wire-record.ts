import type { ServerResponse } from 'node:http';
import type { Endpoint } from './faults.ts';
import { type Parameters, signedText } from './signature.ts';

/** A call as it was on the wire, without its secrets. */
export interface WireExchange {
  readonly at: Date;
  readonly endpoint: Endpoint;
  readonly reference?: string;
  readonly transactionNo?: string;
  /** The signature is masked. */
  readonly sent: { readonly parameters: Parameters };
  /** The text that was signed; the token's part is masked. */
  readonly canonical: string;
  /** Absent as long as none was given. */
  readonly answer?: { readonly httpStatus: number; readonly text: string };
  /** The trouble that was planted for it. */
  readonly failedAs?: string;
}

export type WireCall = Pick<WireExchange, 'at' | 'endpoint' | 'failedAs'> & {
  readonly parameters: Parameters;
};

/** More than a page shows; a load test makes far more. */
const KEPT = 500;

export interface WireRecord {
  /** The newest last. */
  readonly exchanges: readonly WireExchange[];
  /** Keeps a call, and its answer once there is one. */
  add(call: WireCall, response: ServerResponse): void;
}

/** The last calls. What is secret in them is masked before it is kept. */
export function createWireRecord(): WireRecord {
  const exchanges: WireExchange[] = [];
  return {
    exchanges,
    add({ parameters, ...call }, response) {
      const { reference, transactionNo, verifySign } = parameters;
      const masked = verifySign === undefined ? parameters : { ...parameters, verifySign: mask(verifySign) };
      const exchange = {
        ...call,
        reference,
        transactionNo,
        sent: { parameters: masked },
        canonical: `${signedText(parameters)}&(MD5 of the token)`,
      };
      exchanges.push(exchange);
      if (exchanges.length > KEPT) exchanges.shift();
      overhear(response, (text) => {
        Object.assign(exchange, { answer: { httpStatus: response.statusCode, text } });
      });
    },
  };
}

const mask = (secret: string) => `${secret.slice(0, 4)}…`;

/** Tells what is written as the answer, as far as it goes. */
function overhear(response: ServerResponse, hear: (text: string) => void): void {
  let text = '';
  for (const method of ['write', 'end'] as const) {
    const original = response[method].bind(response) as (...given: unknown[]) => never;
    response[method] = (...given: unknown[]) => {
      if (typeof given[0] === 'string') text += given[0];
      hear(text);
      return original(...given);
    };
  }
}
