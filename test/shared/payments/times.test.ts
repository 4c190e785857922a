import {
  after,
  checkTimes,
  LONGEST_WAIT_MS,
  quarterSince,
  secondsAfter,
  silenceEnds,
} from '#shared/payments/times.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import { later, NOW } from '#tools/harness/payments.ts';

const at = (milliseconds: number) => later(milliseconds).toISOString();

it('a time so much later is the same whether the earlier one is text or not', () => {
  expect([after(NOW, SECOND), after(at(0), SECOND), after(at(0), -SECOND)]).toEqual([
    at(SECOND),
    at(SECOND),
    at(-SECOND),
  ]);
  expect(secondsAfter(NOW, [0, 60, 3600])).toEqual([at(0), at(MINUTE), at(HOUR)]);
});

describe('the checks of a link', () => {
  const hour = new Date(later(HOUR));

  it('are the delays, its expiry and a minute, two hours later and a day later', () => {
    expect(checkTimes(later(0), hour, [60, 600])).toEqual(
      [MINUTE, 10 * MINUTE, HOUR + MINUTE, 3 * HOUR + MINUTE, 25 * HOUR + MINUTE].map(at),
    );
  });

  it('leave out the delays that are longer than it can be paid', () => {
    expect(checkTimes(later(0), hour, [60, 3660, 86_400])).toHaveLength(4);
  });

  it('are no delay that ends at its expiry or after it', () => {
    expect(checkTimes(later(0), hour, [3659, 3660])).toEqual(
      [HOUR + 59 * SECOND, HOUR + MINUTE, 3 * HOUR + MINUTE, 25 * HOUR + MINUTE].map(at),
    );
  });
});

describe('the next question is a quarter of the age away', () => {
  it.each([
    [0, MINUTE],
    [4 * MINUTE, MINUTE],
    [8 * MINUTE, 2 * MINUTE],
    [120 * DAY, 30 * DAY],
    [400 * DAY, 30 * DAY],
  ])('but a minute at least and 30 days at most: %i ms later, so many as %i', (age, wait) => {
    expect(quarterSince(at(0), at(age), LONGEST_WAIT_MS)).toBe(wait);
  });

  it.each([
    [0, MINUTE],
    [2 * HOUR, HOUR / 2],
    [4 * HOUR, HOUR],
    [9 * DAY, HOUR],
  ])('and an hour at most while Pockyt is silent: %i ms later, so many as %i', (age, wait) => {
    expect(silenceEnds(at(0), at(age))).toBe(at(age + wait));
  });
});
