import { readSchedules } from '#local/assembly/schedules.ts';
import { startSchedules } from '#local/schedules.ts';
import { until } from './support/condition.ts';

const SCHEDULE = { id: 'EveryMinute', functionId: 'Reconcile', seconds: 60 };

/** An invocation that takes until the test says. */
function slowFunction() {
  const calls: { id: string; event: unknown; end: () => void }[] = [];
  const invoke = (id: string, event: unknown) =>
    new Promise<never>((resolve) => calls.push({ id, event, end: () => resolve({} as never) }));
  return { calls, invoke };
}

describe('the clock', () => {
  it('runs a function in its period, and leaves a beat out while a run is still going', async () => {
    const { calls, invoke } = slowFunction();
    const runner = startSchedules([SCHEDULE], { invoke, seconds: 0.01 });
    await until('it runs', () => calls.length === 1);
    expect(calls[0]).toMatchObject({ id: 'Reconcile', event: { source: 'aws.events' } });
    const sameRun = runner.runNow();
    expect(calls).toHaveLength(1);
    calls[0]?.end();
    await sameRun;
    await until('it runs again', () => calls.length === 2);
    calls[1]?.end();
    await runner.stop();
    expect(calls).toHaveLength(2);
  });

  it('stands still without timers, and runs when it is told to', async () => {
    const { calls, invoke } = slowFunction();
    const runner = startSchedules([SCHEDULE], { invoke, seconds: 0.001, timers: false });
    const run = runner.runNow();
    expect(calls).toHaveLength(1);
    calls[0]?.end();
    await run;
    await runner.stop();
    expect(calls).toHaveLength(1);
  });
});

describe('the schedules of a template', () => {
  const rule = (properties: Record<string, unknown>) =>
    readSchedules(
      () => [{ id: 'Rule', name: 'Rule', arn: '', property: (name: string) => properties[name] }] as never,
      [{ id: 'Reconcile', arn: 'arn:reconcile' }] as never,
    );

  it.each([
    ['rate(1 minute)', 60],
    ['rate(5 minutes)', 300],
    ['rate(2 hours)', 7200],
    ['rate(1 day)', 86_400],
  ])('%s is every %i seconds', (ScheduleExpression, seconds) => {
    expect(rule({ ScheduleExpression, Targets: [{ Arn: 'arn:reconcile' }] })).toEqual([
      { id: 'Rule', functionId: 'Reconcile', seconds },
    ]);
  });

  it.each([
    [{ ScheduleExpression: 'cron(0 * * * ? *)' }, 'rate'],
    [{}, 'rate'],
    [{ ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: 'arn:other' }] }, 'no function of the stack'],
  ])('refuses %j', (properties, says) => {
    expect(() => rule(properties)).toThrow(says);
  });
});
