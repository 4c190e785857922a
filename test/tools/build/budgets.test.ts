import { budgetFor, overBudget, sizeLines } from '#tools/build/budgets.ts';

const size = { raw: 100_000, gzip: 30_000, parts: { 'shared/http': 20_000, middy: 80_000 } };

it('a budget leaves at least three in a hundred, and names the largest part first', () => {
  expect(budgetFor(size)).toEqual({ raw: 103_000, gzip: 31_000, parts: size.parts });
  expect(budgetFor({ ...size, raw: 100_001 }).raw).toBe(104_000);
  expect(Object.keys(budgetFor(size).parts)).toEqual(['middy', 'shared/http']);
});

it('a size may be as large as its budget and no larger', () => {
  expect(overBudget({ refund: size }, { refund: size })).toEqual([]);
  expect(overBudget({ refund: { ...size, raw: 100_001 } }, { refund: size })).toEqual([
    expect.stringMatching(/^refund: 100001 bytes raw, 1 more than its budget\./),
  ]);
});

it('a function without a budget is told how to give it one', () => {
  expect(overBudget({ refund: size }, {})).toEqual([
    'refund: It has no budget. Set one with "npm run build -- --set-budgets".',
  ]);
});

it('each function has a line with its size and its budget', () => {
  const sizes = { refund: size, authorize: { ...size, raw: 98_760, gzip: 9_990 } };
  expect(sizeLines(sizes, { refund: budgetFor(size) })).toEqual([
    'refund     100.0 of 103 kB, gzip  30.0 of 31 kB',
    'authorize   98.8 of ? kB, gzip  10.0 of ? kB',
  ]);
});
