import type { World } from '../core/world.ts';
import { CLAIMS } from './claims.ts';
import { LARGE } from './large.ts';
import { LINKS } from './links.ts';
import { MONEY } from './money.ts';

export const SMALL_WORLDS: readonly World[] = [...LINKS, ...MONEY, ...CLAIMS];
export const LARGE_WORLDS: readonly World[] = LARGE;

/** @throws {RangeError} where there is no such world. */
export function worldOf(name: string): World {
  const world = [...SMALL_WORLDS, ...LARGE_WORLDS].find((each) => each.name === name);
  if (world === undefined) throw new RangeError(`There is no world ${name}.`);
  return world;
}
