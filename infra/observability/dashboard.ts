import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { LogEvent } from '#shared/runtime/log-events.ts';
import type { Seen } from './alarm-rules.ts';
import { apiMetric, functionMetric, sumInGraph, sumOf, tableMetric, throttles } from './aws-metrics.ts';
import type { Refusal } from './event-metrics.ts';

export interface DashboardProps extends Seen {
  readonly stage: string;
  readonly alarms: readonly Alarm[];
}

const HEIGHT = 6;
const WIDTH = 24;

const HOW_TO_READ = `## Payment links: from the request to the money

Read it from the top. **Alarms** that are red have a section in docs/operations.md. **Requests** come in and become \
**links**; customers pay, and Pockyt sends **notices**; a payment is **paid** by a notice or by reconciliation, \
whichever is first. Links without any paid: look at the notices, then at Pockyt's answers. Notices refused while none is \
taken: the token is wrong; while others are taken, somebody forges. **Reconciliation** that lags: Pockyt does not answer. The last row is the machinery.

Each point is five minutes. No line means that nothing happened. Logs Insights has saved searches for one request, \
one payment, and what needs a person.`;

/** The way of a payment, a row for each step. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { stage, alarms } = props;
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `PaymentLinks-${stage}`,
      periodOverride: PeriodOverride.INHERIT,
    });
    dashboard.addWidgets(new TextWidget({ markdown: HOW_TO_READ, width: WIDTH, height: 5 }));
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height: 4 }),
    );
    for (const row of [requests(props), money(props), pockyt(props), machinery(props)]) {
      const width = WIDTH / row.length;
      dashboard.addWidgets(
        ...row.map(([title, left, right]) => {
          const axes = { left: [...left], right: [...(right ?? [])], leftYAxis: { min: 0 } };
          return new GraphWidget({ title, ...axes, width, height: HEIGHT });
        }),
      );
    }
  }
}

const REFUSALS: readonly Refusal[] = [
  'signature',
  'not-utf-8',
  'malformed',
  'repeated-key',
  'nested-key',
  'too-large',
  'unsupported-type',
];

/** A title, what is drawn, and what is drawn by an axis on the right. */
type Graph = readonly [title: string, left: readonly IMetric[], right?: readonly IMetric[]];

function requests({ metrics, api }: Seen): Graph[] {
  return [
    ['Requests', [apiMetric(api, 'Count'), apiMetric(api, '4xx'), apiMetric(api, '5xx')]],
    ['Latency (ms)', [apiMetric(api, 'Latency', 'p50'), apiMetric(api, 'Latency', 'p99')]],
    ['Links', counts(metrics, 'link.created', 'link.repeated', 'link.rejected', 'link.unknown')],
  ];
}

function money({ metrics }: Seen): Graph[] {
  const late = ['ipn.late_payment', 'payment.paid_late'] as const;
  return [
    [
      'Notices',
      counts(metrics, 'ipn.applied', 'ipn.duplicate', 'ipn.noted', 'ipn.unconfirmed', 'ipn.rejected'),
    ],
    ['Notices refused, by reason', REFUSALS.map((reason) => metrics.noticesRefused(reason))],
    ['Paid', [metrics.paid, sumOf(counts(metrics, ...late), 'of these late')]],
    ['Refunds', counts(metrics, 'refund.made', 'refund.found', 'refund.refused', 'refund.unknown')],
  ];
}

function pockyt({ metrics }: Seen): Graph[] {
  return [
    ['Reconciliation: payments checked, seconds overdue', [metrics.checked], [metrics.oldestOverdueSeconds]],
    [
      "Pockyt's answers",
      counts(metrics, 'link.unknown', 'pockyt.unanswered', 'pockyt.credentials_refused', 'payment.moved'),
    ],
    [
      'For a person',
      counts(
        metrics,
        'ipn.mismatch',
        'ipn.unmatched',
        'payment.contradiction',
        'payment.found',
        'payment.paid_twice',
      ),
    ],
  ];
}

function machinery({ functions, tables }: Seen): Graph[] {
  const ofAll = (metric: string, statistic?: string) =>
    Object.values(functions).map((each) => functionMetric(each, metric, statistic));
  const consumed = ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'];
  return [
    ['Functions: duration p99 (ms)', ofAll('Duration', 'p99')],
    ['Functions: errors', ofAll('Errors'), [sumInGraph(ofAll('Throttles'), 'throttles')]],
    [
      'Database: units',
      Object.values(tables).flatMap((table) => consumed.map((name) => tableMetric(table, name))),
      [sumOf(throttles(tables), 'throttles')],
    ],
  ];
}

function counts(metrics: Seen['metrics'], ...events: readonly LogEvent[]): IMetric[] {
  return events.map((event) => metrics.count(event));
}
