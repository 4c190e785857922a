import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { PaymentFunction } from '../constructs/function.ts';
import type { PaymentLinksApi } from '../constructs/http-api.ts';
import { DUE_INDEX } from '../constructs/tables.ts';

const PERIOD = Duration.minutes(5);
const MAX_METRICS_OF_ALARM = 10;

/** A metric of an HTTP API: `Count`, `4xx`, `5xx` or `Latency`. */
export function apiMetric({ apiId }: PaymentLinksApi, metricName: string, statistic = Stats.SUM): Metric {
  const dimensionsMap = { ApiId: apiId };
  return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap, statistic, period: PERIOD });
}

/** Answers of 4xx without those to notices: strangers can send as many of these as they like. */
export function clientErrors(api: PaymentLinksApi, refused: IMetric): MathExpression {
  return new MathExpression({
    expression: 'FILL(all, 0) - FILL(refused, 0)',
    usingMetrics: { all: apiMetric(api, '4xx'), refused },
    label: '4xx, notices not counted',
    period: PERIOD,
  });
}

/** A metric of a function: `Errors`, `Throttles`, `Invocations` or `Duration`, labelled with the function's name here. */
export function functionMetric(
  { lambda, node }: PaymentFunction,
  metricName: string,
  statistic = Stats.SUM,
): Metric {
  return lambda.metric(metricName, { statistic, period: PERIOD, label: node.id });
}

/**
 * Runs of a function that came to their end. Both metrics are dated at the beginning of a run, so that runs which take
 * longer than the ones before are missing in no period, as they would be if the lines of their ends were counted.
 */
export function runsThatEnded(ofWhat: PaymentFunction): MathExpression {
  return new MathExpression({
    expression: 'FILL(begun, 0) - FILL(failed, 0)',
    usingMetrics: { begun: functionMetric(ofWhat, 'Invocations'), failed: functionMetric(ofWhat, 'Errors') },
    label: 'runs that ended',
    period: PERIOD,
  });
}

/** Payments of an hour that were found paid by asking, if no notice was taken in it; none in every other. */
export function paidByAskingAlone(taken: IMetric, asked: IMetric): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(taken, 0) > 0, 0, FILL(asked, 0))',
    usingMetrics: { taken, asked },
    label: 'paid by asking alone',
    period: Duration.hours(1),
  });
}

/** A metric of a table, and of its index where one is given: `ReadThrottleEvents`, `ConsumedWriteCapacityUnits`, ... */
export function tableMetric(
  table: ITable,
  metricName: string,
  dimensions: Record<string, string> = {},
): Metric {
  const dimensionsMap = { TableName: table.tableName, ...dimensions };
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap,
    statistic: Stats.SUM,
    period: PERIOD,
    label: [table.node.id, ...Object.values(dimensions), metricName].join(' '),
  });
}

/** Reads and writes that DynamoDB put off. A write waits for the index as well. */
export function throttles({ payments, unmatched }: TablesToSee): Metric[] {
  const index = { GlobalSecondaryIndexName: DUE_INDEX };
  return ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
    tableMetric(payments, name),
    tableMetric(payments, name, index),
    tableMetric(unmatched, name),
  ]);
}

/** Calls that failed by DynamoDB's own fault: a metric for each operation that the functions use. */
export function systemErrors({ payments, unmatched }: TablesToSee): Metric[] {
  const of = (table: ITable, operations: readonly string[]) =>
    operations.map((Operation) => tableMetric(table, 'SystemErrors', { Operation }));
  return [
    ...of(payments, ['GetItem', 'PutItem', 'Query']),
    ...of(unmatched, ['PutItem', 'Query', 'DeleteItem']),
  ];
}

export interface TablesToSee {
  readonly payments: ITable;
  readonly unmatched: ITable;
}

/**
 * The sum of metrics for an alarm.
 *
 * @throws for more than ten, which CloudWatch refuses in an alarm.
 */
export function sumOf(metrics: readonly IMetric[], label: string): MathExpression {
  if (metrics.length > MAX_METRICS_OF_ALARM) {
    throw new Error(
      `The sum of ${label} has ${metrics.length} metrics; an alarm may have ${MAX_METRICS_OF_ALARM}.`,
    );
  }
  return sumInGraph(metrics, label);
}

/** The sum of metrics, of which one that says nothing counts as zero. */
export function sumInGraph(metrics: readonly IMetric[], label: string): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  // Each by its name: METRICS() would take in everything else that is drawn in the same graph.
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, label, period: PERIOD });
}
