import { synthesize } from '#tools/harness/template.ts';

/** What the synthesised template says of what is charged. */
export interface Deployment {
  /** When a payment is looked at: the values of CHECK_DELAYS and PAID_CHECKS. */
  readonly checkDelays: string;
  readonly paidChecks: string;
  /** Runs of reconciliation that begin each minute. */
  readonly reconcilers: number;
  readonly memory: number;
  readonly arm: boolean;
  readonly traced: boolean;
  /** Whether Lambda's own records of each invocation are logged. */
  readonly platformRecords: boolean;
  readonly secrets: number;
  /** Metrics that are behind alarms. */
  readonly alarmMetrics: number;
  /** Functions that read a secret while they run. */
  readonly readersOfSecrets: number;
}

/** Reads the template of a default deployment. */
export function readDeployment(): Deployment {
  const resources = [...synthesize().resources.values()];
  const of = (type: string) => resources.filter(({ Type }) => Type === type).map((each) => each.Properties);
  const functions = of('AWS::Lambda::Function');
  const [first] = functions;
  if (first === undefined) throw new Error('The template has no function.');
  const told = (name: string): string =>
    functions.map(({ Environment }) => Environment?.Variables[name]).find(Boolean);
  const alarmMetrics = of('AWS::CloudWatch::Alarm').map(({ Metrics }) =>
    Metrics ? Metrics.filter((metric: { MetricStat?: unknown }) => metric.MetricStat).length : 1,
  );
  return {
    checkDelays: told('CHECK_DELAYS'),
    paidChecks: told('PAID_CHECKS'),
    reconcilers: of('AWS::Events::Rule').filter(({ ScheduleExpression }) => ScheduleExpression).length,
    memory: first.MemorySize,
    arm: first.Architectures[0] === 'arm64',
    traced: first.TracingConfig?.Mode === 'Active',
    platformRecords: first.LoggingConfig?.SystemLogLevel !== 'WARN',
    secrets: of('AWS::SecretsManager::Secret').length,
    alarmMetrics: alarmMetrics.reduce((sum, count) => sum + count, 0),
    readersOfSecrets: functions.filter(({ Environment }) =>
      Object.keys(Environment?.Variables ?? {}).some((name) => name.endsWith('_SECRET')),
    ).length,
  };
}
