import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../cdk-local/http-server.ts';
import { Refusal } from './answers.ts';
import { act, forge, lag, noticeView, orderView, refundAtPortal, sendAgain } from './control-acts.ts';
import { ControlError, FLAG, readMembers, TEXT } from './control-body.ts';
import { readFault } from './requested-fault.ts';
import type { Simulator } from './simulator.ts';

/** Where the simulator itself is driven, by a terminal. None of this is Pockyt's. */
export const CONTROLS_PATH = '/simulator/';

type Body = Readonly<Record<string, unknown>>;

interface Control {
  readonly method: string;
  /** What follows `CONTROLS_PATH`; its groups are handed over, decoded. */
  readonly path: RegExp;
  run(simulator: Simulator, body: Body, ...named: string[]): unknown;
}

const CONTROLS: readonly Control[] = [
  { method: 'GET', path: /^orders$/, run: ({ orders }) => orders.all.map(orderView) },
  {
    method: 'POST',
    path: /^orders\/([^/]+)\/(pay|fail|close|reverse|confirm|deal)$/,
    run: (simulator, body, order, verb) => act(simulator, order!, verb!, body),
  },
  {
    method: 'POST',
    path: /^orders\/([^/]+)\/refunds$/,
    run: (simulator, body, order) => refundAtPortal(simulator, order!, body),
  },
  {
    method: 'POST',
    path: /^orders\/([^/]+)\/forgeries$/,
    run: (simulator, body, order) => forge(simulator, order!, body),
  },
  {
    method: 'POST',
    path: /^orders\/([^/]+)\/lag$/,
    run: (simulator, body, order) => lag(simulator, order!, body),
  },
  {
    method: 'GET',
    path: /^notices$/,
    run: (simulator) => simulator.notices.map((notice) => noticeView(simulator, notice)),
  },
  {
    method: 'PUT',
    path: /^notices$/,
    run(simulator, body) {
      const { held } = readMembers(body, { held: FLAG });
      if (held === undefined) throw new ControlError('held must be true or false.');
      simulator.holdNotices(held);
      return { held };
    },
  },
  {
    method: 'POST',
    path: /^notices\/([^/]+)\/send$/,
    run: (simulator, body, notice) => sendAgain(simulator, notice!, body),
  },
  {
    method: 'POST',
    path: /^faults$/,
    run({ faults }, body) {
      const { endpoint, fault, always } = readFault(body);
      if (always) faults.always(endpoint, fault);
      else faults.next(endpoint, fault);
      return { endpoint, kind: body.kind, always };
    },
  },
  {
    method: 'DELETE',
    path: /^faults$/,
    run({ faults }) {
      faults.clear();
      return {};
    },
  },
  {
    method: 'POST',
    path: /^late-calls\/accept$/,
    run: (simulator) => ({ accepted: simulator.acceptLate().map(({ body }) => body.ret_code) }),
  },
  {
    method: 'PUT',
    path: /^tokens$/,
    run(simulator, body) {
      const { token } = readMembers(body, { token: TEXT });
      if (token === undefined) throw new ControlError('token must be a text.');
      simulator.setTokens([token]);
      return {};
    },
  },
];

const MAX_BODY_BYTES = 64 * 1024;

/** Does what a terminal asks for, and answers JSON: what came of it, or `{"message"}`. */
export async function serveControls(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  simulator: Simulator,
): Promise<void> {
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body === undefined) throw new ControlError('The body is too long.', 413);
    const { method = '', headers } = request;
    sendJson(
      response,
      200,
      await run(simulator, method, pathname, () => read(headers['content-type'], body)),
    );
  } catch (error) {
    const { message, status } = understood(error);
    sendJson(response, status, { message });
  }
}

function run(simulator: Simulator, method: string, pathname: string, body: () => Body): unknown {
  const path = pathname.slice(CONTROLS_PATH.length);
  const matching = CONTROLS.filter((control) => control.path.test(path));
  const control = matching.find((each) => each.method === method);
  if (!control) {
    const status = matching.length > 0 ? 405 : 404;
    throw new ControlError(`The simulator has no control ${method} ${pathname}.`, status);
  }
  const named = (control.path.exec(path) as RegExpExecArray).slice(1).map(decodeURIComponent);
  return control.run(simulator, method === 'GET' || method === 'DELETE' ? {} : body(), ...named);
}

/** A page in a browser may post forms to any address, but not JSON to another origin's: so it drives nothing here. */
function read(contentType: string | undefined, body: Buffer): Body {
  if (contentType !== 'application/json') {
    throw new ControlError('The body must be JSON, with the content type application/json.', 415);
  }
  const document = parsed(body.toString());
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new ControlError('The body must be a JSON object.');
  }
  return document as Body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the simulator's own rules refuse is said in their words. */
function understood(error: unknown): ControlError {
  if (error instanceof ControlError) return error;
  if (error instanceof Refusal) return new ControlError(`${error.message}.`, 409);
  if (error instanceof RangeError) return new ControlError(error.message);
  if (error instanceof URIError) return new ControlError('The address holds a % that encodes nothing.');
  throw error;
}
