import type { Json } from './intrinsics.ts';
import type { LambdaFunction } from './lambda-functions.ts';
import type { Resource } from './template.ts';

/** A function that runs by the clock. */
export interface Schedule {
  /** The rule's logical id. */
  readonly id: string;
  /** The rule's ARN. */
  readonly arn: string;
  /** The function's logical id. */
  readonly functionId: string;
  /** Seconds between two runs. */
  readonly seconds: number;
  /** What the function gets in place of EventBridge's own event. */
  readonly input?: Json;
}

type Target = { readonly [name: string]: Json };

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNITS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** What a target may say: the rest changes when a function runs, or with which event. */
const TARGET_PROPERTIES = ['Arn', 'Id', 'Input', 'RetryPolicy', 'DeadLetterConfig'];

/** Reads the template's scheduled rules, whose targets must be functions of the stack. */
export function readSchedules(
  resources: (...types: string[]) => Resource[],
  functions: readonly LambdaFunction[],
): Schedule[] {
  return resources('AWS::Events::Rule').flatMap((rule) => {
    // Who listens to the events is not served: they are printed, and posted.
    if (rule.property('EventPattern') !== undefined) return [];
    const seconds = secondsOf(rule);
    return (rule.property<readonly Target[]>('Targets') ?? []).map((target) => {
      const other = Object.keys(target).find((name) => !TARGET_PROPERTIES.includes(name));
      if (other)
        throw new Error(`The rule ${rule.id} has a target with ${other}, which is not served locally.`);
      const found = functions.find(({ arn }) => arn === target.Arn);
      if (!found) throw new Error(`The rule ${rule.id} has a target that is no function of the stack.`);
      const { Input } = target;
      const own = Input === undefined ? {} : { input: parsed(rule, Input) };
      return { id: rule.id, arn: rule.arn, functionId: found.id, seconds, ...own };
    });
  });
}

function parsed(rule: Resource, input: Json): Json {
  try {
    return JSON.parse(String(input));
  } catch {
    throw new Error(`The rule ${rule.id} has an Input that is no JSON.`);
  }
}

function secondsOf(rule: Resource): number {
  if ((rule.property('State') ?? 'ENABLED') !== 'ENABLED') {
    throw new Error(`The rule ${rule.id} is not enabled; cdk-local runs every schedule that it reads.`);
  }
  const [, count, unit = ''] = RATE.exec(rule.property<string>('ScheduleExpression') ?? '') ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] as number);
  throw new Error(
    `The rule ${rule.id} is no rate(...) of minutes, hours or days, which is all that is run locally.`,
  );
}
