import { setTimeout as delay } from 'node:timers/promises';
import { poissonArrivals } from '#tools/bench/load/arrivals.ts';
import { openLoop } from '#tools/bench/load/open-loop.ts';
import { createRng } from '#tools/harness/rng.ts';

describe('arrivals', () => {
  it('are the same for the same rng, and as many as the rate says', () => {
    const arrivals = () => poissonArrivals(100, 100, createRng('arrivals'));
    expect(arrivals()).toEqual(arrivals());
    expect(Math.abs(arrivals().length - 10_000)).toBeLessThan(300);
  });

  it('vary as those of independent customers do', () => {
    const times = poissonArrivals(100, 100, createRng('gaps'));
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
  });
});

describe('an open loop', () => {
  it('counts the time that a request waits to be sent', async () => {
    const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const load = await openLoop([0, 1], async (index) => {
      if (index === 0) block(100);
    });
    expect(load.longest).toBeGreaterThan(90);
  });

  it('sends while earlier requests are not answered, and obeys the law that it checks', async () => {
    let [underWay, most] = [0, 0];
    const arrivals = Array.from({ length: 100 }, (_, index) => index * 4);
    const load = await openLoop(arrivals, async () => {
      most = Math.max(most, ++underWay);
      await delay(100);
      underWay--;
    });
    expect(most).toBeGreaterThan(10);
    expect(load.sent).toBe(100);
    expect(Math.abs(load.underWay - load.underWayByLaw)).toBeLessThan(0.3 * load.underWayByLaw);
  });
});
