import { inWords, lawOf } from '#tools/bench/growth/law.ts';

const points = (cost: (size: number) => number) =>
  [1, 10, 100, 1000].map((size) => ({ size, cost: cost(size) }));

describe('the law of growth', () => {
  it('is found in points that follow one', () => {
    const { exponent, constant } = lawOf(points((size) => 3 * size ** 2));
    expect(exponent).toBeCloseTo(2);
    expect(constant).toBeCloseTo(3);
  });

  it.each([
    ['constant', () => 7],
    ['less than linear', (size: number) => size ** 0.5],
    ['linear', (size: number) => size],
    ['MORE THAN LINEAR', (size: number) => size ** 2],
  ])('is called %s', (word, cost) => {
    expect(inWords(lawOf(points(cost)))).toMatch(new RegExp(`^${word}:`));
  });

  it('needs two sizes', () => {
    expect(() => lawOf([{ size: 1, cost: 1 }])).toThrow(RangeError);
  });
});
