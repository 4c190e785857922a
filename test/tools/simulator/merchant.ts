import { signatureOf } from '#tools/simulator/signature.ts';
import type { Simulator, SimulatorOptions } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';

export const ACCOUNT = { merchantNo: '200043', storeNo: '300014', token: 'a token of the tests' } as const;

export type Changes = Readonly<Record<string, string | undefined>>;

/** A call that every rule lets through. */
export const ORDER = {
  amount: '13',
  currency: 'PHP',
  settleCurrency: 'USD',
  vendor: 'alipay',
  reference: 'invoice-1',
  terminal: 'ONLINE',
  osType: 'IOS',
  callbackUrl: 'https://shop.example/thanks?status={status}',
} as const;

const running: Simulator[] = [];

/** Starts a simulator that `stopSimulators` ends. */
export async function simulate(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({ ...ACCOUNT, ...options });
  running.push(simulator);
  return simulator;
}

export async function stopSimulators(): Promise<void> {
  for (const simulator of running.splice(0)) await simulator.stop();
}

/** The parameters with the account's numbers and the signature; what is undefined is left out. */
export function signed(parameters: Changes, token: string = ACCOUNT.token): Record<string, string> {
  const { merchantNo, storeNo } = ACCOUNT;
  const present = Object.fromEntries(
    Object.entries({ merchantNo, storeNo, ...parameters }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  return { verifySign: signatureOf(present, token), ...present };
}

/** Posts JSON; gives the status and the body of the answer, as they are. */
export async function post(simulator: Simulator, path: string, document: unknown, signal?: AbortSignal) {
  const response = await fetch(`${simulator.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(document),
    signal,
  });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
}

export const securePay = (simulator: Simulator, changes: Changes = {}) =>
  post(simulator, '/online/v3/secure-pay', signed({ ...ORDER, ...changes }));

export const tranQuery = (simulator: Simulator, parameters: Changes) =>
  post(simulator, '/app-data-search/v3/tran-query', signed(parameters));

export const refund = (simulator: Simulator, parameters: Changes) =>
  post(simulator, '/app-data-search/v3/refund', signed(parameters));

export const cancel = (simulator: Simulator, parameters: Changes) =>
  post(simulator, '/app-data-search/v3/cancel', signed(parameters));

/** Makes an order, which must succeed, and gives its transaction number. */
export async function order(simulator: Simulator, changes: Changes = {}): Promise<string> {
  const { body, text } = await securePay(simulator, changes);
  if (body?.ret_code !== '000100') throw new Error(`No order was made: ${text}`);
  return body.result.transactionNo;
}
