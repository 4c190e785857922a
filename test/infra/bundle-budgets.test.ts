import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excess, measure, type Sizes } from '#infra/bundle/budget.ts';
import budgets from '#infra/bundle/budgets.json' with { type: 'json' };
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { FUNCTIONS } from '#tools/harness/template.ts';

/** What the project promises, in bytes; a budget may be set lower, not higher. */
const GOALS: Readonly<Record<string, { raw: number; gzip: number }>> = {
  'create-link': { raw: 213_000, gzip: 71_000 },
  'ipn-webhook': { raw: 200_000, gzip: 65_000 },
};

let folder: string;
let sizes: Sizes;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-budgets-test-'));
  const { metafile } = await bundleFunctions({ outFolder: folder });
  sizes = await measure(folder, metafile);
});
afterAll(() => rm(folder, { recursive: true }));

const budgetOf = (name: string) => (budgets as unknown as Sizes)[name] as Sizes[string];

it('there is a budget for each function', () => {
  expect(Object.keys(budgets)).toEqual(FUNCTIONS);
});

it.each(FUNCTIONS)('%s keeps to its budget', (name) => {
  expect(excess(sizes[name] as Sizes[string], budgetOf(name))).toBeNull();
});

it.each(Object.entries(GOALS))('the budget of %s keeps to what is promised', (name, goal) => {
  expect(budgetOf(name).raw).toBeLessThanOrEqual(goal.raw);
  expect(budgetOf(name).gzip).toBeLessThanOrEqual(goal.gzip);
});

describe('a bundle', () => {
  const budget = { raw: 100, gzip: 50, parts: { middy: 40, lodash: 10, 'shared/http': 20 } };

  it('that is larger than its budget is told what grew', () => {
    const size = { raw: 130, gzip: 49, parts: { middy: 45, 'shared/http': 15, zod: 60 } };
    expect(excess(size, budget)).toBe(
      [
        '130 bytes raw, 30 more than its budget.',
        'What grew most since the budget was set:',
        '  +60  zod',
        '  +5  middy',
        'Make it smaller; or, if it is worth its price at every start, set new budgets with "npm run build -- --set-budgets".',
      ].join('\n'),
    );
  });

  it('may be as large as its budget', () => {
    expect(excess({ ...budget, parts: { middy: 90 } }, budget)).toBeNull();
    expect(excess({ ...budget, gzip: 51 }, budget)).toMatch(/^51 bytes gzip, 1 more/);
  });

  it('is made of packages and of our folders', () => {
    const { parts, raw } = sizes['create-link'] as Sizes[string];
    expect(parts).toMatchObject({ '@middy/core': expect.any(Number), 'shared/payments': expect.any(Number) });
    const sum = Object.values(parts).reduce((total, bytes) => total + bytes, 0);
    // The rest is the names of what is exported, and the glue of modules.
    expect(sum).toBeGreaterThan(0.98 * raw);
    expect(sum).toBeLessThanOrEqual(raw);
  });
});
