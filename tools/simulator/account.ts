import { CODES, mismatch, nullParameter, Refusal } from './answers.ts';
import { isSignedBy, type Parameters } from './signature.ts';

/** The one merchant that the simulator knows. */
export interface Account {
  readonly merchantNo: string;
  readonly storeNos: readonly string[];
  /** The first signs notices; every one of them is accepted on a call. */
  readonly tokens: readonly string[];
}

/**
 * Proves that a call comes from the merchant.
 *
 * @throws {Refusal} in the published form when the signature is wrong: HTTP 400, and `retMsg` in camel case.
 */
export function authenticate(parameters: Parameters, account: Account): void {
  for (const name of ['merchantNo', 'storeNo', 'verifySign']) {
    if (!parameters[name]) throw nullParameter(name);
  }
  if (parameters.merchantNo !== account.merchantNo) {
    throw new Refusal({ code: CODES.noRights, message: 'no rights : merchantNo' });
  }
  if (!isSignedBy(parameters, account.tokens)) {
    throw new Refusal({
      code: CODES.systemError,
      message: 'data error : verifySign',
      httpStatus: 400,
      spelling: 'retMsg',
    });
  }
  if (!account.storeNos.includes(parameters.storeNo as string)) throw mismatch('merchantNo', 'storeNo');
}
