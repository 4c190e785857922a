import { jsonObject, jsonOrNull } from '../runtime/json.ts';
import { UnknownOutcomeError } from './errors.ts';

/** A whole HTTP answer, at any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Pockyt's envelope: the same on every endpoint. */
export interface Answer {
  /** Six digits; `000100` is success. */
  readonly code: string;
  /** Pockyt's own words. They may quote a value that we sent: compare them, never show them. */
  readonly message: string;
  readonly result: Readonly<Record<string, unknown>>;
}

/**
 * Reads Pockyt's envelope. Refusals are published with HTTP 400 and seen with HTTP 200, and the message is spelt
 * `ret_msg` and `retMsg`, so neither the status nor the spelling is relied on. `result` may be absent.
 *
 * @throws {UnknownOutcomeError} for a 5xx and for whatever is not that envelope: an order may exist all the same.
 */
export function readAnswer({ status, text }: HttpAnswer): Answer {
  if (status >= 500) {
    throw new UnknownOutcomeError('server-error', `Pockyt answered HTTP ${status}.`);
  }
  const body = jsonObject(jsonOrNull(text)) ?? {};
  const code = body.ret_code ?? body.retCode;
  if (typeof code !== 'string' || !/^.{1,16}$/.test(code)) {
    throw new UnknownOutcomeError('unreadable', `Pockyt answered HTTP ${status} without a ret_code.`);
  }
  const message = body.ret_msg ?? body.retMsg;
  return { code, message: typeof message === 'string' ? message : '', result: jsonObject(body.result) ?? {} };
}
