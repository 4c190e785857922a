/** An answer of Pockyt's API. */
export interface Answer {
  readonly httpStatus: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The codes of Pockyt's status-code page. */
export const CODES = {
  systemError: '000000',
  nullParameter: '000020',
  notFound: '000021',
  mismatch: '000022',
  wrongValue: '000023',
  noRights: '000030',
  wrongState: '000040',
} as const;

/** Why a call is refused. Both spellings of the message's name are published. */
export interface RefusalAnswer {
  readonly code: string;
  readonly message?: string;
  /** Examples show 400, plugins read refusals from 200; 200 if not said. */
  readonly httpStatus?: number;
  readonly spelling?: 'ret_msg' | 'retMsg';
}

/** Ends the handling of a call with an answer that refuses it. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(refusal: RefusalAnswer) {
    super(`${refusal.code} ${refusal.message ?? ''}`);
    this.answer = refusalAnswer(refusal);
  }
}

export function refusalAnswer({
  code,
  message = `error ${code}`,
  httpStatus = 200,
  spelling = 'ret_msg',
}: RefusalAnswer): Answer {
  return { httpStatus, body: { ret_code: code, [spelling]: message } };
}

/** Success; the published messages end with a blank. */
export function successAnswer(message: string, result: Readonly<Record<string, unknown>>): Answer {
  return { httpStatus: 200, body: { ret_code: '000100', ret_msg: `${message} `, result } };
}

export function nullParameter(name: string): Refusal {
  return new Refusal({ code: CODES.nullParameter, message: `parameter is null : ${name}` });
}

export function wrongValue(name: string): Refusal {
  return new Refusal({ code: CODES.wrongValue, message: `parameter value error : ${name}` });
}

export function mismatch(...names: string[]): Refusal {
  return new Refusal({ code: CODES.mismatch, message: `parameters do not match : ${names.join(', ')}` });
}

export function wrongState(message: string): Refusal {
  return new Refusal({ code: CODES.wrongState, message: `transaction status error : ${message}` });
}

export function notFound(): Refusal {
  return new Refusal({ code: CODES.notFound, message: 'no related information' });
}
