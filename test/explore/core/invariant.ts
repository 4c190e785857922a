import { type Moments, Violation } from './moments.ts';
import type { Judge, Run } from './run.ts';

/** By moment, a sentence when something does not hold that must. */
type Judgements = {
  readonly [Moment in keyof Moments]?: (run: Run, ...what: Moments[Moment]) => string | undefined;
};

/** Something that must always hold. Each of its functions is called when its moment has come. */
export interface Invariant extends Judgements {
  readonly name: string;
}

/** Looks at these invariants, and throws a Violation when one of them does not hold. */
export function judgeBy(invariants: readonly Invariant[]): Judge {
  return <Moment extends keyof Moments>(run: Run, moment: Moment, ...what: Moments[Moment]) => {
    for (const invariant of invariants) {
      const judgements: Judgements = invariant;
      const broken = judgements[moment]?.(run, ...what);
      if (broken !== undefined) throw new Violation(invariant.name, broken);
    }
  };
}
