import { randomUUID } from 'node:crypto';
import type { Schedule } from './assembly/schedules.ts';
import { ACCOUNT, REGION } from './assembly/template.ts';
import type { InvocationResult, LogLine } from './sandbox/sandbox.ts';

/** The clock that runs functions. */
export interface ScheduleRunner {
  /** Runs every scheduled function now, and waits for it; a run that is under way already is waited for instead. */
  runNow(): Promise<void>;
  /** No run begins any more. One that is under way goes on for as long as its function does. */
  stop(): Promise<void>;
}

export interface ScheduleOptions {
  /** Invokes one of the stack's functions by its logical id. */
  readonly invoke: (functionId: string, event: unknown) => Promise<InvocationResult>;
  /** Takes a line about each run that fails; no failure ends the clock. */
  readonly log: (line: LogLine) => void;
  /** Overrides the period of every schedule. */
  readonly seconds?: number;
  /** Whether the clock runs; without it only `runNow` does. True if not said. */
  readonly timers?: boolean;
}

/**
 * Runs functions by the clock. A beat that comes while the last run of the same rule is still going is left out; other
 * rules run their functions meanwhile, also the same one.
 */
export function startSchedules(
  schedules: readonly Schedule[],
  { invoke, log, seconds, timers: hasTimers = true }: ScheduleOptions,
): ScheduleRunner {
  const running = new Map<Schedule, Promise<void>>();
  let stopped = false;

  function run(schedule: Schedule): Promise<void> {
    const underWay = running.get(schedule);
    if (underWay) return underWay;
    const invocation = runOnce(schedule).finally(() => running.delete(schedule));
    running.set(schedule, invocation);
    return invocation;
  }

  async function runOnce(schedule: Schedule): Promise<void> {
    const result = await invoke(schedule.functionId, schedule.input ?? scheduledEvent(schedule)).catch(
      unableToRun,
    );
    // Whoever stops everything ends the functions too.
    if ('payload' in result || stopped) return;
    const { errorType, errorMessage } = result.failure;
    const text = `The scheduled run failed: ${errorType}: ${errorMessage}`;
    log({ functionId: schedule.functionId, stream: 'platform', text });
  }

  const beating = hasTimers ? schedules : [];
  const timers = beating.map((schedule) =>
    setInterval(() => void run(schedule), (seconds ?? schedule.seconds) * 1000),
  );
  return {
    async runNow() {
      await Promise.all(schedules.map(run));
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function unableToRun({ name, message }: Error): InvocationResult {
  return { failure: { errorType: name, errorMessage: message } };
}

/**
 * What EventBridge hands to the target of a scheduled rule that has no input of its own.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/event-reference.html
 */
function scheduledEvent({ arn }: Schedule): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    // EventBridge gives whole seconds.
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [arn],
    detail: {},
  };
}
