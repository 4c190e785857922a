import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { UndecodableReason } from '#shared/pockyt/notice.ts';
import type { LogEvent } from '#shared/runtime/log-events.ts';
import type { PaymentFunction } from '../constructs/function.ts';

/** The functions of the stack by name, two of which have figures of their own. `authorize` is there only with API keys. */
export type Functions = Readonly<Record<string, PaymentFunction>> & {
  readonly ipnWebhook: PaymentFunction;
  readonly reconcile: PaymentFunction;
  readonly authorize?: PaymentFunction;
};

/**
 * The functions in two groups, since an alarm takes ten metrics: those that callers wait for, and those by which it is
 * learnt what became of payments.
 */
export function inGroups({ ipnWebhook, reconcile, ...called }: Functions): {
  readonly called: readonly PaymentFunction[];
  readonly learning: readonly PaymentFunction[];
} {
  return { called: Object.values(called) as PaymentFunction[], learning: [ipnWebhook, reconcile] };
}

export interface EventMetricsProps {
  readonly stage: string;
  readonly functions: Functions;
}

/** Why a notice is refused. */
export type Refusal = UndecodableReason | 'signature';

interface Filter {
  readonly metricName: string;
  readonly pattern: string;
  /** What each line adds. Default: one. */
  readonly value?: string;
  readonly dimensions?: Record<string, string>;
}

/** The level of detail of alarms and of the dashboard. */
const PERIOD = Duration.minutes(5);

/** Counts every event under its own name. There are few names, so this is no dimension that makes metrics without end. */
const EVENTS: Filter = {
  metricName: 'Events',
  pattern: '{ $.event = "*" }',
  dimensions: { event: '$.event' },
};
const PAID: Filter = {
  metricName: 'Paid',
  pattern: `{ ($.status = "paid") && (${anyOf('ipn.applied', 'ipn.late_payment', 'payment.moved', 'payment.paid_late')}) }`,
};
/** A payment whose notice did not tell: an answer did, whoever asked. */
const PAID_BY_ASKING: Filter = {
  metricName: 'PaidByAsking',
  pattern: `{ ($.status = "paid") && (${anyOf('payment.moved', 'payment.paid_late')}) }`,
};
/** Genuine ones, about payments of ours. One that says what is known already came all the same. */
const NOTICES_TAKEN: Filter = {
  metricName: 'NoticesTaken',
  pattern: `{ ${anyOf('ipn.applied', 'ipn.noted', 'ipn.duplicate', 'ipn.late_payment')} }`,
};
const NOTICES_REFUSED: Filter = {
  metricName: 'NoticesRefused',
  pattern: `{ ${anyOf('ipn.rejected')} }`,
  dimensions: { reason: '$.reason' },
};
const SIGNED_BY_PREVIOUS: Filter = {
  metricName: 'SignedByPrevious',
  pattern: '{ $.credentials = "previous" }',
};
const CHECKED: Filter = {
  metricName: 'Checked',
  pattern: `{ ${anyOf('reconcile.swept')} }`,
  value: '$.checked',
};
const OLDEST_OVERDUE_SECONDS: Filter = {
  metricName: 'OldestOverdueSeconds',
  pattern: `{ ${anyOf('reconcile.swept')} }`,
  value: '$.oldestOverdueSeconds',
};

/**
 * Metrics made of the functions' log lines, so that no function knows of metrics. They are in the namespace
 * `PaymentLinks/<stage>`.
 *
 * A metric filter reads the line that `shared/runtime/log.ts` prints, unchanged: Lambda's JSON log format passes on
 * what goes to standard output, so `$.event` is the field `event` of that line. Lambda's own records have no such field.
 *
 * No filter has a default value: CloudWatch allows none beside a dimension, and "nothing was logged" is not zero
 * seconds overdue. Nothing is counted as nothing by what reads the metric.
 */
export class EventMetrics extends Construct {
  /** Payments that became paid, by whatever way. */
  readonly paid: Metric;
  /** Payments that were found paid by asking, and not by a notice. */
  readonly paidByAsking: Metric;
  /** Genuine notices about payments of ours. */
  readonly noticesTaken: Metric;
  /** Notices that the previous version of the credentials signed. */
  readonly signedByPrevious: Metric;
  /** Payments that reconciliation looked at. */
  readonly checked: Metric;
  /** Seconds since the longest overdue payment of a run of reconciliation was due. */
  readonly oldestOverdueSeconds: Metric;
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { stage, functions }: EventMetricsProps) {
    super(scope, id);
    this.namespace = `PaymentLinks/${stage}`;
    const all = Object.values(functions);

    this.filter(EVENTS, all);
    this.paid = this.filter(PAID, all);
    this.paidByAsking = this.filter(PAID_BY_ASKING, all);
    this.noticesTaken = this.filter(NOTICES_TAKEN, [functions.ipnWebhook]);
    this.filter(NOTICES_REFUSED, [functions.ipnWebhook]);
    this.signedByPrevious = this.filter(SIGNED_BY_PREVIOUS, [functions.ipnWebhook]);
    this.checked = this.filter(CHECKED, [functions.reconcile]);
    this.oldestOverdueSeconds = this.filter(OLDEST_OVERDUE_SECONDS, [functions.reconcile]).with({
      statistic: Stats.MAXIMUM,
    });
  }

  /** How often an event was logged, by all functions together. */
  count(event: LogEvent): Metric {
    return this.metric(EVENTS.metricName, { event });
  }

  /** Notices that were refused for a reason. */
  noticesRefused(reason: Refusal): Metric {
    return this.metric(NOTICES_REFUSED.metricName, { reason });
  }

  private filter({ metricName, pattern, value, dimensions }: Filter, functions: readonly PaymentFunction[]) {
    for (const { node, logGroup } of functions) {
      new MetricFilter(this, node.id + metricName, {
        logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: this.namespace,
        metricName,
        metricValue: value,
        dimensions,
      });
    }
    return this.metric(metricName);
  }

  private metric(metricName: string, dimensionsMap?: Record<string, string>): Metric {
    const { namespace } = this;
    return new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: PERIOD });
  }
}

function anyOf(...events: readonly LogEvent[]): string {
  return events.map((event) => `($.event = "${event}")`).join(' || ');
}
