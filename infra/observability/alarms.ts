import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** What a period without data means. */
const MISSING = {
  /** Nothing was logged, so nothing happened. */
  'is good': TreatMissingData.NOT_BREACHING,
  /** What should speak is silent. */
  'is bad': TreatMissingData.BREACHING,
  /** Neither: the alarm stays as it is. */
  'says nothing': TreatMissingData.IGNORE,
} as const;

export interface AlarmRule {
  /** What was seen, in one sentence. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** The alarm is raised where the metric is at least this ... */
  readonly atLeast?: number;
  /** ... or below this. */
  readonly below?: number;
  /** In so many periods, one after the other. Default: 1. */
  readonly periods?: number;
  readonly missing?: keyof typeof MISSING;
}

export interface AlarmsProps {
  readonly stage: string;
  readonly topic: ITopic;
  /** By name; each has its section in docs/operations.md. */
  readonly rules: Readonly<Record<string, AlarmRule>>;
}

/**
 * Makes an alarm of each rule and sends them all to one topic. That an alarm ends is not sent: of a mismatch it would
 * only mean that there was no other for five minutes.
 */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { stage, topic, rules }: AlarmsProps) {
    super(scope, id);
    this.alarms = Object.entries(rules).map(([name, rule]) => {
      const { meaning, metric, below, periods = 1, missing = 'is good' } = rule;
      const alarm = new Alarm(this, name, {
        alarmName: `PaymentLinks-${stage}-${name}`,
        alarmDescription: `${meaning} What to do: docs/operations.md#alarm-${name.toLowerCase()}`,
        metric,
        threshold: below ?? rule.atLeast ?? 1,
        comparisonOperator:
          below === undefined
            ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
            : ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: periods,
        treatMissingData: MISSING[missing],
      });
      alarm.addAlarmAction(new SnsAction(topic));
      return alarm;
    });
  }
}
