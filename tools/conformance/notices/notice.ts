import { type Parameters, signatureOf } from '#tools/simulator/signature.ts';

/** A request to the IPN route. Without a type it has none. */
export interface IpnRequest {
  readonly type?: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/**
 * The parameters with their signature, which is made by the simulator's code: what judges an endpoint should share
 * nothing with what it judges.
 */
export const signedWith = (token: string, fields: Parameters): Parameters => ({
  ...fields,
  verifySign: signatureOf(fields, token),
});

/** @param more is put behind the form as it is. */
export const form = (fields: Parameters, more = ''): IpnRequest => ({
  type: FORM,
  body: new URLSearchParams(fields).toString() + more,
});

/** @param more are members, behind the others, as JSON text. */
export const json = (fields: Parameters, more = ''): IpnRequest => ({
  type: JSON_TYPE,
  body: JSON.stringify(fields).replace(/\}$/, `${more}}`),
});

/** Without the parameter of that name. */
export const without = (name: string, { [name]: _, ...rest }: Parameters): Parameters => rest as Parameters;
