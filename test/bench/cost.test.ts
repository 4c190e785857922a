import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MONTH_SECONDS } from '#bench/cost/assumptions.ts';
import { unitCounter } from '#bench/cost/counter.ts';
import { itemBytes, readUnits, writeUnits } from '#bench/cost/item-size.ts';
import { PRICES, usd } from '#bench/cost/prices.ts';
import { type CostReport, costReport } from '#bench/cost/report.ts';
import { tracedShare } from '#bench/cost/usage.ts';
import { bundleFunctions } from '#infra/bundle.ts';
import { sectionOf } from '#test/docs/markdown.ts';

describe('the bill', () => {
  let folder: string;
  let report: CostReport;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cost-test-'));
    await bundleFunctions({ outFolder: folder });
    report = await costReport(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('in the README is what the bundles and the template come to', () => {
    const { text } = sectionOf('README.md', 'A million payments');
    expect(text).toContain(report.payments);
    expect(text).toContain(report.month);
    const prose = text.replaceAll('\n', ' ');
    expect(prose).toContain(`each 100 ms more are ${report.perHundredMilliseconds.toFixed(2)} USD`);
    expect(prose).toContain(`would be ${report.totals.rest.toFixed(2)} USD`);
    expect(prose).toContain(`would be ${report.totals.peer.toFixed(2)} USD`);
    expect(prose).toContain(`With \`tracing=off\` it is ${report.totals.untraced.toFixed(2)} USD`);
    expect(prose).toContain(`${report.totals.unchecked.toFixed(2)} USD where`);
    const traces = usd('trace', 3e6 * tracedShare(300 * MONTH_SECONDS));
    expect(prose).toContain(`at a hundred payments a second they are ${traces.toFixed(2)} USD`);
  });
});

describe('a price', () => {
  it.each(Object.entries(PRICES.prices))('of %s has a date and a source', (unit, { source, usd: price }) => {
    expect(PRICES.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//);
    expect(price).toBeGreaterThan(0);
    expect(usd(unit, 0)).toBe(0);
  });

  it('that is not listed is no zero', () => {
    expect(() => usd('lunch', 1)).toThrow(RangeError);
  });
});

describe('the units of DynamoDB', () => {
  const item = (bytes: number) => ({ reference: { S: 'x'.repeat(bytes - 'reference'.length) } });

  it('are begun KBs and begun 4 KBs', () => {
    expect([1024, 1025, 2048, 2049].map((bytes) => writeUnits(item(bytes)))).toEqual([1, 2, 2, 3]);
    expect([4096, 4097].map((bytes) => readUnits(item(bytes)))).toEqual([1, 2]);
    expect(readUnits(undefined)).toBe(1);
  });

  it('count names, digits and the frames of lists and maps', () => {
    expect(itemBytes({ ab: { S: 'é' } })).toBe(4);
    expect(itemBytes({ n: { N: '-12.345' } })).toBe(5);
    expect(itemBytes({ b: { BOOL: true } })).toBe(2);
    expect(itemBytes({ l: { L: [{ S: 'a' }, { S: 'b' }] } })).toBe(8);
    expect(itemBytes({ m: { M: { k: { S: 'v' } } } })).toBe(7);
  });

  it('of the index are none for an entry that stays, and two for one that moves', () => {
    const put = (due: string | undefined) => ({
      name: 'PutItem',
      path: '/',
      headers: {},
      body: JSON.stringify({
        Item: { reference: { S: 'r' }, ...(due && { dueShard: { S: '1' }, dueAt: { S: due } }) },
      }),
    });
    const count = unitCounter();
    const counts = ['a', 'a', 'b', undefined, undefined].map((due) => count([put(due)]).indexWrites);
    expect(counts).toEqual([1, 0, 2, 1, 0]);
  });
});

describe('the traces', () => {
  it('are of nearly all requests where these are few, and of 5 in 100 where they are many', () => {
    expect(tracedShare(1000)).toBeCloseTo(1, 2);
    expect(tracedShare(1e12)).toBeCloseTo(0.05, 3);
  });
});
