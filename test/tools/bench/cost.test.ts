import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { sectionOf } from '#test/docs/markdown.ts';
import { MONTH_SECONDS } from '#tools/bench/cost/assumptions.ts';
import { paidLooks, total } from '#tools/bench/cost/bill.ts';
import { unitCounter } from '#tools/bench/cost/counter.ts';
import { itemBytes, readUnits, writeUnits } from '#tools/bench/cost/item-size.ts';
import type { Counted } from '#tools/bench/cost/lifecycle.ts';
import { emptyRuns } from '#tools/bench/cost/monthly.ts';
import { PRICES, usd } from '#tools/bench/cost/prices.ts';
import { type CostReport, costReport } from '#tools/bench/cost/report.ts';
import { type Kind, tracedShare, usageOfLook } from '#tools/bench/cost/usage.ts';

describe('the bill', () => {
  let folder: string;
  let report: CostReport;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cost-test-'));
    await bundleFunctions({ outFolder: folder });
    report = await costReport(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('counts a look at a paid payment as one read, one question and one write', () => {
    const { check, paidLook, emptyRun } = report.lifecycle;
    expect(paidLook).toMatchObject({ calls: 2, reads: 1, indexWrites: 2, pockyt: 1, events: 0, logLines: 0 });
    expect(check).toMatchObject({ pockyt: 1, events: 0 });
    // Each shard in each of two classes.
    expect(emptyRun).toMatchObject({ searches: 128, logLines: 1 });
  });

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
    expect(prose).toContain(`each of the \`paidChecks\` is ${report.perPaidCheck.toFixed(2)} USD`);
    const traces = usd('trace', 3e6 * tracedShare(300 * MONTH_SECONDS));
    expect(prose).toContain(`at a hundred payments a second they are ${traces.toFixed(2)} USD`);
  });
});

/** As it is deployed by default, with round numbers. */
const DEPLOYMENT = {
  checkDelays: '60',
  paidChecks: '86400',
  reconcilers: 1,
  memory: 512,
  arm: true,
  traced: false,
  platformRecords: true,
  secrets: 2,
  alarmMetrics: 50,
  readersOfSecrets: 7,
};
const KIND: Kind = { who: 'ours', api: 'httpApiRequest', deployment: DEPLOYMENT };
const LOOK: Counted = {
  reads: 1,
  writes: 2,
  indexWrites: 2,
  events: 0,
  calls: 2,
  pockyt: 1,
  logBytes: 0,
  logLines: 0,
};

describe('the looks at paid payments', () => {
  it('are one line of the bill, for all of them', () => {
    const four = paidLooks(LOOK, 4, KIND);
    expect(four.what).toBe(
      '4 looks by `paidChecks`: 1 read, 2 write and 2 index units, 22 ms at 512 MB, each',
    );
    // A read unit, four write units, and 22 ms of half a GB, a million times.
    expect(four.usd).toBeCloseTo(4 * (0.125 + 4 * 0.625 + 0.022 * 0.5 * 13.3334), 1);
    expect(four.usd).toBeCloseTo(4 * paidLooks(LOOK, 1, KIND).usd, 9);
  });

  it('pay for what they log, and for no request and no invocation of their own', () => {
    const units = usageOfLook({ ...LOOK, logBytes: 100, logLines: 1 }, KIND).map(({ unit }) => unit);
    expect(units).toEqual(['lambdaArm', 'dynamoDbWrite', 'dynamoDbWrite', 'dynamoDbRead', 'logGigabyte']);
  });
});

describe('the runs that find nothing due', () => {
  const run = { searches: 128, logBytes: 150, logLines: 1 };

  it('search all shards together, however many reconcilers there are', () => {
    const whats = emptyRuns({ ...DEPLOYMENT, reconcilers: 32 }, run).map(({ what }) => what);
    expect(whats).toEqual([
      '1382400 runs of reconciliation',
      '128 queries each minute',
      'logs of these runs',
    ]);
    const queries = (reconcilers: number) => emptyRuns({ ...DEPLOYMENT, reconcilers }, run)[1]?.usd;
    expect(queries(1)).toBeCloseTo((43_200 * 128 * 0.5 * 0.125) / 1e6, 9);
    expect(queries(32)).toBe(queries(1));
  });

  it('are traced, where anything is', () => {
    const [, , , traces] = emptyRuns({ ...DEPLOYMENT, traced: true, reconcilers: 2 }, run);
    expect(traces).toEqual({ service: 'X-Ray', what: 'traces of these runs', usd: usd('trace', 86_400) });
  });

  it('cost each further reconciler less than half a dollar a month', () => {
    const cost = (reconcilers: number) => total(emptyRuns({ ...DEPLOYMENT, traced: true, reconcilers }, run));
    expect(cost(2) - cost(1)).toBeGreaterThan(0);
    expect(cost(2) - cost(1)).toBeLessThan(0.5);
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

  it('of a query for unmatched notices are one of a consistent read, and half of another', () => {
    const query = (ConsistentRead: boolean) => ({
      name: 'Query',
      path: '/',
      headers: {},
      body: JSON.stringify({ TableName: 'unmatched', ConsistentRead }),
    });
    expect([true, false].map((how) => unitCounter()([query(how)]).reads)).toEqual([1, 0.5]);
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
