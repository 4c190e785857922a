import { CONTROLS_PATH } from '#tools/simulator/controls.ts';
import { Failure } from './failure.ts';

/** The controls of a simulator that runs. A body makes it a request that changes something. */
export type Remote = <T>(
  method: string,
  path: string,
  body?: Readonly<Record<string, unknown>>,
) => Promise<T>;

/** @param address the simulator's, without a slash at its end */
export function remoteSimulator(address: string): Remote {
  return async <T>(method: string, path: string, body?: Readonly<Record<string, unknown>>): Promise<T> => {
    const { status, document } = await exchange(`${address}${CONTROLS_PATH}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }).catch(() => {
      throw new Failure(`No simulator answers at ${address}. Is \`npm start\` running?`);
    });
    if (status === 200) return document as T;
    const { message = `The simulator answered ${status}.` } = document as { message?: string };
    throw new Failure(message, status < 500 ? 2 : 1);
  };
}

async function exchange(url: string, init: RequestInit): Promise<{ status: number; document: unknown }> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  return { status: response.status, document: await response.json() };
}
