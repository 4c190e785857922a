/**
 * When independent customers come: the times of a Poisson process, in milliseconds from its beginning, up to its end.
 *
 * @param rate arrivals a second, on average.
 * @param dice numbers from 0 up to 1.
 */
export function poissonArrivals(rate: number, seconds: number, dice: () => number): number[] {
  const times: number[] = [];
  for (let at = gap(rate, dice); at < seconds * 1000; at += gap(rate, dice)) times.push(at);
  return times;
}

/** Between two arrivals lies an exponentially distributed time. */
function gap(rate: number, dice: () => number): number {
  return (-Math.log(1 - dice()) / rate) * 1000;
}
