import { fileURLToPath } from 'node:url';
import { BUNDLES_FOLDER } from '#infra/bundle/bundles-folder.ts';
import { CASES, type CaseName, ENVIRONMENT, PEER_ENVIRONMENT } from './cases.ts';

/**
 * Who is measured: this project, the naive peer, the least that the calls can cost, Node by itself, and the check of a
 * signature alone.
 */
export type Who = 'ours' | 'peer' | 'floor' | 'empty' | 'verify';

/** A module with a handler, what it is asked, and what it must answer. */
export interface Variant {
  readonly name: string;
  readonly module: string;
  readonly event: unknown;
  readonly status: number;
  readonly environment: Readonly<Record<string, string>>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export function variant(who: Who, caseName: CaseName): Variant {
  const { functionName, event, status, ...rest } = CASES[caseName];
  const settings = 'settings' in rest ? rest.settings : {};
  const environment = { ...(who === 'peer' ? PEER_ENVIRONMENT : ENVIRONMENT), ...settings };
  const module = {
    ours: `${BUNDLES_FOLDER}/${functionName}/index.mjs`,
    peer: here('../peer/index.mjs'),
    floor: here('floor.mjs'),
    empty: here('empty.mjs'),
    verify: here('verify.ts'),
  }[who];
  return { name: `${who} ${caseName}`, module, event, status: who === 'empty' ? 200 : status, environment };
}
