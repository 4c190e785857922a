import type { Invariant } from '../core/invariant.ts';
import { announced } from './announced.ts';
import { bounded, sound } from './bounded.ts';
import { askedAgain, cancels } from './cancels.ts';
import { announcements, forward } from './forward.ts';
import { absence, inFlight } from './in-flight.ts';
import { independence } from './independence.ts';
import { looks } from './looks.ts';
import { acknowledged, expiry, followedUp } from './notices.ts';
import { oneLink } from './one-link.ts';
import { numbers, proof } from './proof.ts';
import { refunds, stores, told } from './refunds.ts';
import { furtherOrders, sentOnce } from './sent-once.ts';
import { resolved, truth } from './truth.ts';
import { understood } from './understood.ts';

/** Everything that must always hold: what the product promises, as predicates on what it stores, sends and says. */
export const INVARIANTS: readonly Invariant[] = [
  oneLink,
  independence,
  sentOnce,
  furtherOrders,
  cancels,
  askedAgain,
  proof,
  numbers,
  forward,
  announcements,
  announced,
  refunds,
  stores,
  told,
  acknowledged,
  followedUp,
  expiry,
  inFlight,
  absence,
  understood,
  bounded,
  sound,
  looks,
  resolved,
  truth,
];

/** @throws {RangeError} where there is no such invariant. */
export function invariantsNamed(names: readonly string[]): readonly Invariant[] {
  const unknown = names.find((name) => !INVARIANTS.some((each) => each.name === name));
  if (unknown !== undefined) throw new RangeError(`There is no invariant ${unknown}.`);
  return INVARIANTS.filter(({ name }) => names.includes(name));
}
