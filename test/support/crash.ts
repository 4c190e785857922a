/** How a function dies at one of its awaits: before the call it awaits was made, or after, with the answer lost. */
export type Death = 'before' | 'after';

/** What the function is killed with. Nobody may catch it: the process is gone. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * Dependencies that count every asynchronous call made to them, and die at one. Once dead, nothing more gets through:
 * a dead process writes nothing. Whoever catches what it was killed with, to go on, waits for ever: `dead` tells.
 */
export function mortal<T extends object>(deps: T, dieAt = Number.POSITIVE_INFINITY, death: Death = 'before') {
  let calls = 0;
  let isDead = false;
  let die = () => {};
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });

  const wrap = <V>(value: V): V => {
    if (typeof value === 'function') {
      return ((...parameters: unknown[]) => {
        if (isDead) return new Promise(() => {});
        const call = () => (value as unknown as (...all: unknown[]) => unknown)(...parameters);
        // Clocks, logs and random numbers are no awaits.
        if (SYNCHRONOUS.includes(value.name)) return call();
        if (++calls !== dieAt) return call();
        isDead = true;
        if (death === 'before') die();
        else Promise.resolve(call()).then(die, die);
        return dead.then(() => Promise.reject(new Killed()));
      }) as V;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wrap(member)])) as V;
  };
  return { deps: wrap(deps), calls: () => calls, dead };
}

const SYNCHRONOUS = ['now', 'log', 'randomId', 'forget'];

/** Runs it dying at each of its awaits in turn, in both ways, until a run comes to its end alive. */
export async function atEveryAwait(
  run: (dieAt: number, death: Death) => Promise<{ isAlive: boolean }>,
): Promise<number> {
  for (let dieAt = 1; ; dieAt++) {
    const { isAlive } = await run(dieAt, 'before');
    if (isAlive) return dieAt - 1;
    await run(dieAt, 'after');
  }
}
