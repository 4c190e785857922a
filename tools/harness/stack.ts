import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Simulator } from '../simulator/simulator.ts';
import { type Local, type LocalOptions, startLocal } from '../start/local.ts';
import { DEFAULT_SETTINGS, type LocalSettings } from '../start/settings.ts';
import { synthesiseLocal } from '../start/synthesise-local.ts';
import { documentedFetch, readOpenApi } from './openapi.ts';

/** The synthesised stack, running: what `npm start` runs, on ports of its own. */
export interface Stack extends Local {
  readonly simulator: Simulator;
  /** Everything that the functions printed, a line each. */
  readonly output: string[];
  /**
   * A request of a merchant's, with the key, and a JSON body if there is one. Request and answer are held to the
   * OpenAPI document: what it does not describe is an error.
   */
  merchant(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

const documented = documentedFetch(readOpenApi());

export async function startStack(
  settings: Partial<LocalSettings> = {},
  options: LocalOptions = {},
): Promise<Stack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stack-'));
  const output: string[] = [];
  const assembly = options.assembly ?? (await synthesiseLocal({ folder, checkDelays: settings.checkDelays }));
  const local = await startLocal(
    { ...DEFAULT_SETTINGS, port: 0, ...settings },
    { engine: 'dynalite', timers: false, ...options, assembly, log: ({ text }) => output.push(text) },
  );
  return {
    ...local,
    simulator: local.simulator as Simulator,
    output,
    merchant: (route, body, headers) =>
      documented(`${local.url}${route}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${local.apiKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async stop() {
      await local.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
