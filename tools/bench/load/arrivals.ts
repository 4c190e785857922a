/**
 * When independent customers come: the times of a Poisson process, in milliseconds from its beginning, up to its end.
 *
 * @param rate arrivals a second, on average.
 * @param rng numbers from 0 up to 1.
 */
export function poissonArrivals(rate: number, seconds: number, rng: () => number): number[] {
  const times: number[] = [];
  for (let at = gap(rate, rng); at < seconds * 1000; at += gap(rate, rng)) times.push(at);
  return times;
}

/** Between two arrivals lies an exponentially distributed time. */
function gap(rate: number, rng: () => number): number {
  return (-Math.log(1 - rng()) / rate) * 1000;
}
