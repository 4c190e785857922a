import type { Schedule } from '#tools/cdk-local/assembly/schedules.ts';
import type { InvocationResult, LogLine } from '#tools/cdk-local/sandbox/sandbox.ts';
import { type ScheduleOptions, startSchedules } from '#tools/cdk-local/schedules.ts';

const RECONCILE: Schedule = {
  id: 'EveryMinute',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/EveryMinute',
  functionId: 'Reconcile',
  seconds: 60,
};
const DONE: InvocationResult = { payload: 'null' };
const FAILED: InvocationResult = { failure: { errorType: 'Error', errorMessage: 'no index' } };

interface Invocation {
  readonly functionId: string;
  readonly event: unknown;
  readonly end: (result: InvocationResult) => void;
  readonly reject: (error: Error) => void;
}

/** A clock before functions that end when they are told to. */
function clock(options: Partial<ScheduleOptions> = {}, schedules: readonly Schedule[] = [RECONCILE]) {
  const invocations: Invocation[] = [];
  const lines: LogLine[] = [];
  const runner = startSchedules(schedules, {
    invoke: (functionId, event) =>
      new Promise((end, reject) => invocations.push({ functionId, event, end, reject })),
    log: (line) => lines.push(line),
    ...options,
  });
  return { runner, invocations, lines };
}

/** Lets time pass, and what was waiting for it go on. */
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-05-01T12:00:00.500Z') }));
afterEach(() => jest.useRealTimers());

describe('a schedule', () => {
  it('runs its function once in each period, with the event that EventBridge sends', async () => {
    const { runner, invocations } = clock();
    await pass(59.9);
    expect(invocations).toHaveLength(0);
    await pass(0.1);
    expect(invocations).toMatchObject([{ functionId: 'Reconcile' }]);
    expect(invocations[0]?.event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-05-01T12:01:00Z',
      region: 'us-east-1',
      resources: [RECONCILE.arn],
      detail: {},
    });
    invocations[0]?.end(DONE);
    await pass(60);
    expect(invocations).toHaveLength(2);
    await runner.stop();
  });

  it('hands over the input of the rule instead, if it has one', async () => {
    const { runner, invocations } = clock({}, [{ ...RECONCILE, input: { shards: [0, 2] } }]);
    await pass(60);
    expect(invocations[0]?.event).toEqual({ shards: [0, 2] });
    await runner.stop();
  });

  it('keeps the rules of one function apart, and gives all of them the other period', async () => {
    const other = { ...RECONCILE, id: 'EveryMinute2', input: { shards: [1] } };
    const { runner, invocations, lines } = clock({ seconds: 1 }, [
      { ...RECONCILE, input: { shards: [0] } },
      other,
    ]);
    await pass(1);
    expect(invocations.map(({ event }) => event)).toEqual([{ shards: [0] }, { shards: [1] }]);
    invocations[1]?.end(FAILED);
    await pass(1);
    expect(invocations.map(({ event }) => event).slice(2)).toEqual([{ shards: [1] }]);
    expect(lines).toHaveLength(1);
    await runner.stop();
  });

  it('leaves a beat out while the last run is still going', async () => {
    const { runner, invocations } = clock();
    await pass(60);
    await pass(180);
    expect(invocations).toHaveLength(1);
    invocations[0]?.end(DONE);
    await pass(60);
    expect(invocations).toHaveLength(2);
    await runner.stop();
  });

  it('takes another period when it is told one', async () => {
    const { runner, invocations } = clock({ seconds: 0.2 });
    await pass(0.2);
    expect(invocations).toHaveLength(1);
    await runner.stop();
  });

  it('keeps none of the others waiting, even of the same rule', async () => {
    const other = { ...RECONCILE, functionId: 'Report' };
    const { runner, invocations } = clock({}, [RECONCILE, other]);
    await pass(60);
    expect(invocations.map(({ functionId }) => functionId)).toEqual(['Reconcile', 'Report']);
    invocations[1]?.end(DONE);
    await pass(60);
    expect(invocations.map(({ functionId }) => functionId)).toEqual(['Reconcile', 'Report', 'Report']);
    await runner.stop();
  });

  it.each([
    ['fails', ({ end }: Invocation) => end(FAILED), 'Error: no index'],
    [
      'cannot be begun',
      ({ reject }: Invocation) => reject(new TypeError('no process')),
      'TypeError: no process',
    ],
  ])('says that a run %s, and goes on', async (_, happen, reason) => {
    const { runner, invocations, lines } = clock();
    await pass(60);
    happen(invocations[0] as Invocation);
    await pass(60);
    expect(lines).toEqual([
      { functionId: 'Reconcile', stream: 'platform', text: `The scheduled run failed: ${reason}` },
    ]);
    expect(invocations).toHaveLength(2);
    await runner.stop();
  });

  it('is over once it is stopped, without waiting for the run that is under way', async () => {
    const { runner, invocations, lines } = clock();
    await pass(60);
    await runner.stop();
    invocations[0]?.end(FAILED);
    await pass(600);
    expect(invocations).toHaveLength(1);
    expect(lines).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('running the schedules now', () => {
  it('waits for what it runs, also without a clock', async () => {
    const { runner, invocations } = clock({ timers: false });
    await pass(600);
    expect(invocations).toHaveLength(0);
    let isOver = false;
    const run = runner.runNow().then(() => {
      isOver = true;
    });
    await pass(0);
    expect([invocations.length, isOver]).toEqual([1, false]);
    invocations[0]?.end(DONE);
    await run;
  });

  it('waits for the run that is under way instead of beginning another', async () => {
    const { runner, invocations } = clock();
    await pass(60);
    const run = runner.runNow();
    invocations[0]?.end(DONE);
    await run;
    expect(invocations).toHaveLength(1);
    await runner.stop();
  });

  it('says that the run failed, and is over', async () => {
    const { runner, invocations, lines } = clock({ timers: false });
    const run = runner.runNow();
    invocations[0]?.end(FAILED);
    await run;
    expect(lines.map(({ text }) => text)).toEqual(['The scheduled run failed: Error: no index']);
  });
});
