import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../cdk-local/http-server.ts';
import type { Account } from './account.ts';
import { answerCall, type Exchange } from './answer-call.ts';
import { CASHIER_PATH, serveCashier } from './cashier.ts';
import { CONTROLS_PATH, serveControls } from './controls.ts';
import { ENDPOINTS, handle } from './endpoints.ts';
import type { FaultPlan } from './faults.ts';
import { readParameters } from './parameters.ts';
import type { ReceivedCall, Simulator } from './simulator.ts';
import type { WireRecord } from './wire-record.ts';
import type { World } from './world.ts';

const MAX_BODY_BYTES = 1024 * 1024;

export interface ServerParts {
  readonly simulator: Simulator;
  readonly world: World;
  readonly faults: FaultPlan;
  /** The merchant as it is at this moment. */
  readonly account: () => Account;
  readonly requests: ReceivedCall[];
  readonly wire: WireRecord;
  readonly later: Exchange['later'];
}

/** Serves the cashier pages, the simulator's own controls, and the API. */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ServerParts,
): Promise<void> {
  const { pathname } = new URL(request.url!, 'http://simulator');
  if (pathname.startsWith(CASHIER_PATH)) return serveCashier(request, response, pathname, parts.world);
  if (pathname.startsWith(CONTROLS_PATH)) {
    return serveControls(request, response, pathname, parts.simulator);
  }
  await serveApi(request, response, pathname, parts);
}

async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { world, faults, account, requests, wire, later }: ServerParts,
): Promise<void> {
  const { headers, method = '' } = request;
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === undefined) return sendJson(response, 413, { message: 'Payload Too Large' });
  const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  const read = () => readParameters(headers['content-type'], body);
  const parameters = attempted(read);
  requests.push({ at: world.now(), endpoint, method, path, headers, body, parameters });
  if (endpoint === undefined) return sendJson(response, 404, { message: 'Not Found' });
  if (method !== 'POST') return sendJson(response, 405, { message: 'Method Not Allowed' }, { allow: 'POST' });
  const fault = faults.take(endpoint, parameters);
  if (parameters) wire.add({ at: world.now(), endpoint, failedAs: fault?.kind, parameters }, response);
  if (fault) world.log({ event: 'call.failed', endpoint, kind: fault.kind });
  await answerCall(fault, {
    response,
    later,
    work: () => handle(endpoint, read, account(), world),
  });
}

function attempted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
