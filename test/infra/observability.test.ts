import { Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ofDeadLetters } from '#infra/observability/alarm-rules.ts';
import { sumOf } from '#infra/observability/aws-metrics.ts';
import { createLog, type LogFields } from '#shared/runtime/log.ts';
import { LOG_EVENTS, type LogEvent } from '#shared/runtime/log-events.ts';
import { matches } from '#test/support/filter-pattern.ts';
import { nameOf, ofType, type Resource, synthesize } from '#tools/harness/template.ts';

const stack = synthesize({ stage: 'shop', alarmEmail: 'payments@shop.example' });
const NAMESPACE = 'PaymentLinks/shop';
const EVENTS = Object.keys(LOG_EVENTS) as LogEvent[];
/** Why a notice may be refused. */
const REFUSED_REASONS = [
  'signature',
  'not-utf-8',
  'malformed',
  'repeated-key',
  'nested-key',
  'too-large',
  'unsupported-type',
];
const FUNCTIONS = [
  'CreateLink',
  'GetLink',
  'RefreshLink',
  'CancelLink',
  'Refund',
  'Resolution',
  'IpnWebhook',
  'Reconcile',
  'QrCode',
  'Authorize',
];

const filters = Object.values(ofType(stack, 'AWS::Logs::MetricFilter')).map(({ Properties }) => ({
  pattern: Properties.FilterPattern as string,
  log: nameOf(Properties.LogGroupName.Ref),
  ...Properties.MetricTransformations[0],
}));
const alarms = Object.values(ofType(stack, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const named = (name: string) => {
  const filter = filters.find(({ MetricName }) => MetricName === name);
  if (!filter) throw new Error(`No filter makes ${name}.`);
  return filter;
};

/** What the log prints for an event. */
function lineOf(event: LogEvent, fields: LogFields = {}): string {
  let printed = '';
  createLog({ requestId: 'request-1', functionRequestId: 'invocation-1' }, (line) => {
    printed = line;
  })(event, fields);
  return printed;
}

/** Lambda's own records in the same log group, and a line as its console would wrap it. */
const LINES_OF_LAMBDA = [
  '{"time":"2026-01-01T00:00:00.000Z","type":"platform.report","record":{"requestId":"invocation-1","status":"success"}}',
  '{"timestamp":"2026-01-01T00:00:00.000Z","level":"ERROR","requestId":"invocation-1","message":{"errorType":"Error"}}',
  JSON.stringify({
    level: 'INFO',
    requestId: 'invocation-1',
    message: lineOf('ipn.rejected', { reason: 'signature' }),
  }),
  'Task timed out after 25.00 seconds',
];

describe('the filters', () => {
  it('are in the namespace of the stage, and add what they find', () => {
    for (const { MetricNamespace, MetricValue, DefaultValue } of filters) {
      expect(MetricNamespace).toBe(NAMESPACE);
      expect(MetricValue).toMatch(/^(1|\$\.\w+)$/);
      expect(DefaultValue).toBeUndefined();
    }
  });

  it.each(FUNCTIONS)('count every event of %s by its name', (name) => {
    const own = filters.filter(({ log, MetricName }) => log === `${name}Logs` && MetricName === 'Events');
    expect(own).toHaveLength(1);
    expect(own[0]?.Dimensions).toEqual([{ Key: 'event', Value: '$.event' }]);
  });

  it.each(EVENTS)('read %s as it is printed', (event) => {
    expect(matches(named('Events').pattern, lineOf(event))).toBe(true);
    expect(JSON.parse(lineOf(event)).event).toBe(event);
  });

  it.each(LINES_OF_LAMBDA)('count nothing that Lambda says itself: %#', (line) => {
    expect(filters.filter(({ pattern }) => matches(pattern, line))).toEqual([]);
  });

  it('count a payment as paid by whatever way, and nothing else that names the word', () => {
    const { pattern } = named('Paid');
    const counted = EVENTS.filter((event) => matches(pattern, lineOf(event, { status: 'paid' })));
    expect(counted).toEqual(['ipn.applied', 'ipn.late_payment', 'payment.moved', 'payment.paid_late']);
    for (const event of counted) expect(matches(pattern, lineOf(event, { status: 'closed' }))).toBe(false);
    expect(filters.filter(({ MetricName }) => MetricName === 'Paid')).toHaveLength(FUNCTIONS.length);
  });

  it('count refused notices by their reasons', () => {
    const { pattern, log, Dimensions } = named('NoticesRefused');
    expect([log, Dimensions]).toEqual(['IpnWebhookLogs', [{ Key: 'reason', Value: '$.reason' }]]);
    for (const reason of REFUSED_REASONS) {
      expect(matches(pattern, lineOf('ipn.rejected', { reason }))).toBe(true);
      expect(matches(pattern, lineOf('ipn.mismatch', { reason }))).toBe(false);
    }
  });

  it('tell a payment that a notice told of from one that was found paid by asking', () => {
    const countedBy = (name: string, fields: LogFields) =>
      EVENTS.filter((event) => matches(named(name).pattern, lineOf(event, fields)));
    const byAsking = ['payment.moved', 'payment.paid_late'];
    expect(countedBy('PaidByAsking', { status: 'paid' })).toEqual(byAsking);
    expect(countedBy('PaidByAsking', { status: 'closed' })).toEqual([]);
    const taken = ['ipn.applied', 'ipn.noted', 'ipn.duplicate', 'ipn.late_payment'];
    for (const status of ['paid', 'closed']) expect(countedBy('NoticesTaken', { status })).toEqual(taken);
    const logsOf = (name: string) =>
      filters.filter(({ MetricName }) => MetricName === name).map(({ log }) => log);
    expect(logsOf('NoticesTaken')).toEqual(['IpnWebhookLogs']);
    expect(logsOf('PaidByAsking')).toHaveLength(FUNCTIONS.length);
  });

  it('see which version of the credentials signed', () => {
    const { pattern, log } = named('SignedByPrevious');
    expect(log).toBe('IpnWebhookLogs');
    expect(matches(pattern, lineOf('ipn.duplicate', { credentials: 'previous' }))).toBe(true);
    expect(matches(pattern, lineOf('ipn.duplicate', { credentials: 'current' }))).toBe(false);
  });

  it.each([
    ['Checked', '$.checked'],
    ['OldestOverdueSeconds', '$.oldestOverdueSeconds'],
  ])('take %s from a run of reconciliation', (name, value) => {
    const { pattern, log, MetricValue } = named(name);
    const line = lineOf('reconcile.swept', { checked: 3, oldestOverdueSeconds: 7 });
    expect([log, MetricValue]).toEqual(['ReconcileLogs', value]);
    expect(EVENTS.filter((event) => matches(pattern, lineOf(event)))).toEqual(['reconcile.swept']);
    expect(JSON.parse(line)).toHaveProperty(value.replace('$.', ''), expect.any(Number));
  });
});

interface Counted {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { MetricName: string; Dimensions: [{ Value: { Ref: string } }] };
    readonly Period: number;
    readonly Stat: string;
  };
}

interface Used {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { Name: string; Value: string | Reference }[];
}

type Reference = { Ref: string } | { 'Fn::GetAtt': [resource: string, attribute: string] };
const resourceOf = (reference: Reference) =>
  nameOf('Ref' in reference ? reference.Ref : reference['Fn::GetAtt'][0]);

// biome-ignore lint/suspicious/noExplicitAny: an alarm as it is in the template
function metricsOf(alarm: any): Required<Used>[] {
  const stated: (Partial<Used> | undefined)[] = alarm.Metrics?.map(
    ({ MetricStat }: { MetricStat?: { Metric: Used } }) => MetricStat?.Metric,
  ) ?? [alarm];
  return stated.flatMap((metric) => (metric ? [{ Dimensions: [], ...(metric as Used) }] : []));
}

const OF_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/ApiGateway': ['4xx', '5xx'],
  'AWS/Lambda': ['Errors', 'Invocations', 'Throttles'],
  'AWS/DynamoDB': ['ReadThrottleEvents', 'WriteThrottleEvents', 'SystemErrors'],
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
};

/** The dimensions of AWS's own metrics: a resource of this type, or one of these words. */
const DIMENSIONS: Readonly<Record<string, string | readonly string[]>> = {
  ApiId: 'AWS::ApiGatewayV2::Api',
  FunctionName: 'AWS::Lambda::Function',
  TableName: 'AWS::DynamoDB::Table',
  QueueName: 'AWS::SQS::Queue',
  GlobalSecondaryIndexName: ['DueIndex'],
  Operation: ['GetItem', 'PutItem', 'Query', 'DeleteItem'],
};

/** Which alarms an event counts for, and whether one is enough to raise each. */
function eventsOf(event: LogEvent): [alarm: string, isEnough: boolean][] {
  return alarms
    .filter((alarm) =>
      metricsOf(alarm).some(({ Namespace, Dimensions }) => {
        return Namespace === NAMESPACE && Dimensions.some(({ Value }) => Value === event);
      }),
    )
    .map(({ AlarmName, Threshold }) => [AlarmName.replace('PaymentLinks-shop-', ''), Threshold === 1]);
}

describe('what needs a person', () => {
  it.each<[LogEvent, string]>([
    ['payment.paid_twice', 'SecondPayment'],
    ['payment.found', 'Contradiction'],
    ['payment.contradiction', 'Contradiction'],
    ['ipn.unconfirmed', 'UnconfirmedNotice'],
    ['ipn.mismatch', 'Mismatch'],
    ['ipn.unmatched', 'UnmatchedNotice'],
    ['refund.unknown', 'RefundUnknown'],
  ])('%s raises an alarm by itself: %s', (event, alarm) => {
    expect(eventsOf(event)).toEqual([[alarm, true]]);
    expect(LOG_EVENTS[event]).toBe('ERROR');
  });

  // A fault of ours is answered 500, which API Gateway counts.
  it.each(EVENTS.filter((event) => LOG_EVENTS[event] === 'ERROR' && event !== 'request.failed'))(
    '%s is an ERROR, and so heard by an alarm',
    (event) => {
      expect(eventsOf(event)).toHaveLength(1);
    },
  );

  it.each<LogEvent>(['link.repeated', 'refund.repeated', 'ipn.duplicate', 'ipn.matched', 'link.in_flight'])(
    '%s repeats, and is heard by no alarm',
    (event) => {
      expect(eventsOf(event)).toEqual([]);
      expect(LOG_EVENTS[event]).toBe('INFO');
    },
  );
});

describe('the alarms', () => {
  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm] as const))('%s sees what is there', (_, alarm) => {
    const used = metricsOf(alarm);
    expect(used.length).toBeGreaterThan(0);
    for (const { Namespace, MetricName, Dimensions } of used) {
      if (Namespace === NAMESPACE) {
        const keys = (named(MetricName).Dimensions ?? []).map(({ Key }: { Key: string }) => Key);
        expect(Dimensions.map(({ Name }) => Name)).toEqual(keys);
        for (const { Value } of Dimensions) expect(EVENTS).toContain(Value);
      } else {
        expect(OF_AWS[Namespace]).toContain(MetricName);
        for (const { Name, Value } of Dimensions) {
          const known = DIMENSIONS[Name];
          if (typeof Value === 'string') expect(known).toContain(Value);
          else expect(stack.resources.get(resourceOf(Value))?.Type).toBe(known);
        }
        expect(Dimensions.length).toBeGreaterThan(0);
      }
    }
  });

  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm] as const))(
    '%s goes to the topic, and leads to what to do',
    (name, { AlarmActions, OKActions, AlarmDescription, TreatMissingData }) => {
      expect(name).toMatch(/^PaymentLinks-shop-[A-Z]\w+$/);
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^SeeingAlarmTopic/) }]);
      expect(OKActions).toBeUndefined();
      const anchor = name.replace('PaymentLinks-shop-', '').toLowerCase();
      expect(AlarmDescription).toMatch(
        new RegExp(`^[A-Z][^.]+[.] What to do: docs/operations.md#alarm-${anchor}$`),
      );
      expect(TreatMissingData).toBeDefined();
    },
  );

  it('are raised by silence only where something must speak', () => {
    const treated = (how: string) =>
      alarms.filter(({ TreatMissingData }) => TreatMissingData === how).map(({ AlarmName }) => AlarmName);
    expect(treated('breaching')).toEqual(['PaymentLinks-shop-ReconciliationSilent']);
    expect(treated('ignore')).toEqual(['PaymentLinks-shop-ReconciliationLag']);
    expect(treated('notBreaching')).toHaveLength(alarms.length - 2);
  });

  it.each([
    [1, 1],
    [2, 6],
    [32, 156],
  ])(
    'see that one of %d reconcilers is silent, however long the runs of the others take',
    (reconcilers, runs) => {
      const several = ofType(synthesize({ reconcilers }), 'AWS::CloudWatch::Alarm');
      const [, silent] =
        Object.entries(several).find(([name]) => name.endsWith('ReconciliationSilent')) ?? [];
      expect(silent?.Properties).toMatchObject({
        // Each begins five runs in five minutes; what is counted is dated at its beginning.
        Threshold: runs,
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 2,
        TreatMissingData: 'breaching',
      });
      const [sum, ...metrics] = silent?.Properties.Metrics ?? [];
      expect(sum.Expression).toBe('FILL(begun, 0) - FILL(failed, 0)');
      const counted = metrics.map(({ Id, MetricStat: { Metric, Period, Stat } }: Counted) => [
        Id,
        Metric.MetricName,
        nameOf(Metric.Dimensions[0].Value.Ref),
        Period,
        Stat,
      ]);
      expect(counted).toEqual([
        ['begun', 'Invocations', 'ReconcileFunction', 300, 'Sum'],
        ['failed', 'Errors', 'ReconcileFunction', 300, 'Sum'],
      ]);
    },
  );

  it.each([1, 32])('see the longest overdue payment of all %d reconcilers', (reconcilers) => {
    const several = ofType(synthesize({ reconcilers }), 'AWS::CloudWatch::Alarm');
    const [, lag] = Object.entries(several).find(([name]) => name.endsWith('ReconciliationLag')) ?? [];
    expect(lag?.Properties).toMatchObject({
      MetricName: 'OldestOverdueSeconds',
      Statistic: 'Maximum',
      Threshold: 900,
      TreatMissingData: 'ignore',
    });
  });

  it('tell that notices are lost when five payments of an hour were found paid by asking and none came', () => {
    const [, lost] =
      Object.entries(ofType(stack, 'AWS::CloudWatch::Alarm')).find(([name]) =>
        name.endsWith('NoticesLost'),
      ) ?? [];
    expect(lost?.Properties).toMatchObject({
      Threshold: 5,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    const [result, ...metrics] = lost?.Properties.Metrics ?? [];
    expect(result.Expression).toBe('IF(FILL(taken, 0) > 0, 0, FILL(asked, 0))');
    const counted = metrics.map(({ Id, MetricStat: { Metric, Period, Stat } }: Counted) => [
      Id,
      Metric.MetricName,
      Period,
      Stat,
    ]);
    expect(counted).toEqual([
      ['taken', 'NoticesTaken', 3600, 'Sum'],
      ['asked', 'PaidByAsking', 3600, 'Sum'],
    ]);
  });

  it('are rung by nothing that is refused, since strangers could ring it', () => {
    const names = alarms.flatMap((alarm) => metricsOf(alarm).map(({ MetricName }) => MetricName));
    expect(names).not.toContain('NoticesRefused');
    // Those that API Gateway counts with every other answer of 4xx are taken out there.
    expect(eventsOf('ipn.rejected')).toEqual([['ClientErrors', false]]);
    const refused = alarms.find(({ AlarmName }) => AlarmName.endsWith('ClientErrors'));
    expect(refused?.Metrics[0].Expression).toBe('FILL(all, 0) - FILL(refused, 0)');
  });

  it('see every function and look back no longer than CloudWatch can', () => {
    for (const what of ['Errors', 'Throttles']) {
      const [called, learning] = ['Function', 'Learning'].map((name) =>
        metricsOf(alarms.find(({ AlarmName }) => AlarmName.endsWith(name + what)))
          .map(({ Dimensions }) => nameOf((Dimensions[0] as { Value: { Ref: string } }).Value.Ref))
          .sort(),
      );
      expect(learning).toEqual(['IpnWebhookFunction', 'ReconcileFunction']);
      const all = FUNCTIONS.map((each) => `${each}Function`);
      expect(called).toEqual(all.filter((each) => !learning?.includes(each)).sort());
    }
    for (const { Period = 300, EvaluationPeriods } of alarms) {
      expect(Period * EvaluationPeriods).toBeLessThanOrEqual(Period < 3600 ? 86_400 : 604_800);
    }
  });

  it('see dead letters where there is a queue for them', () => {
    const queue = new Queue(new Stack(), 'Dead');
    expect(ofDeadLetters({ deadLetters: [] })).toEqual({});
    const { metric } = ofDeadLetters({ deadLetters: [queue] }).DeadLetters ?? {};
    expect(JSON.stringify(metric?.toMetricConfig())).toContain('ApproximateNumberOfMessagesVisible');
  });

  it('add up no more metrics than CloudWatch allows', () => {
    const metrics = Array.from({ length: 11 }, () => new Metric({ namespace: 'x', metricName: 'x' }));
    expect(() => sumOf(metrics, 'errors')).toThrow('The sum of errors has 11 metrics; an alarm may have 10.');
  });
});

describe('the topic', () => {
  it('takes messages of CloudWatch of this account alone, and by TLS', () => {
    const [policy] = Object.values(ofType(stack, 'AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    expect(policy?.Properties.PolicyDocument.Statement).toHaveLength(2);
  });

  it('has no key, since CloudWatch may not use the one that AWS manages', () => {
    const [topic] = Object.values(ofType(stack, 'AWS::SNS::Topic'));
    expect(topic?.Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  it('tells the address of the setting, and nobody without it', () => {
    const subscriptions = (of: typeof stack) =>
      Object.values(ofType(of, 'AWS::SNS::Subscription')).map(({ Properties }) => Properties);
    expect(subscriptions(stack)).toMatchObject([{ Protocol: 'email', Endpoint: 'payments@shop.example' }]);
    expect(subscriptions(synthesize())).toEqual([]);
    expect(() => synthesize({ alarmEmail: 'payments' })).toThrow(
      'Set alarmEmail to one e-mail address, such as payments@example.com, not to "payments".',
    );
  });
});

describe('the dashboard', () => {
  const [dashboard] = Object.values(ofType(stack, 'AWS::CloudWatch::Dashboard')) as Resource[];
  const body = JSON.parse(
    dashboard?.Properties.DashboardBody['Fn::Join'][1]
      .map((part: string | Record<string, unknown>) => (typeof part === 'string' ? part : 'reference'))
      .join(''),
  );
  // biome-ignore lint/suspicious/noExplicitAny: a widget as it is in the template
  const graphs = body.widgets.filter(({ type }: any) => type === 'metric');

  it('tells the way of a payment from the request to the money', () => {
    expect(body.widgets.map(({ type }: { type: string }) => type).slice(0, 2)).toEqual(['text', 'alarm']);
    expect(body.widgets[1].properties.alarms).toHaveLength(alarms.length);
    // biome-ignore lint/suspicious/noExplicitAny: a widget as it is in the template
    expect(graphs.map(({ properties }: any) => properties.title)).toEqual([
      'Requests',
      'Latency (ms)',
      'Links',
      'Notices',
      'Notices refused, by reason',
      'Paid',
      'Refunds',
      'Reconciliation: payments checked, seconds overdue',
      "Pockyt's answers",
      'For a person',
      'Functions: duration p99 (ms)',
      'Functions: errors',
      'Database: units',
    ]);
  });

  it('draws metrics of its own that a filter makes', () => {
    // biome-ignore lint/suspicious/noExplicitAny: a widget as it is in the template
    const drawn = graphs.flatMap(({ properties }: any) => properties.metrics);
    const own = drawn.filter(([namespace]: [string]) => namespace === NAMESPACE);
    expect(own.length).toBeGreaterThan(15);
    for (const [, name, dimension, event] of own) {
      const filter = named(name);
      const known: Readonly<Record<string, readonly string[]>> = { event: EVENTS, reason: REFUSED_REASONS };
      if (filter.Dimensions) expect(known[dimension]).toContain(event);
    }
  });
});

describe('the saved searches', () => {
  const queries = Object.values(ofType(stack, 'AWS::Logs::QueryDefinition')).map(
    ({ Properties }) => Properties,
  );

  it('have the name of the stage and look into every log of a function', () => {
    expect(queries.map(({ Name }) => Name)).toEqual([
      'PaymentLinks-shop/One request',
      'PaymentLinks-shop/One payment',
      'PaymentLinks-shop/What needs a person',
    ]);
    const logs = FUNCTIONS.map((name) => `${name}Logs`);
    const [request, ...others] = queries.map(({ LogGroupNames }) =>
      LogGroupNames.map(({ Ref }: { Ref: string }) => nameOf(Ref)).sort(),
    );
    expect(request).toEqual(['ApiAccessLog', ...logs].sort());
    for (const other of others) expect(other).toEqual([...logs].sort());
  });

  it('find one request by an id that is in the access log and in every line', () => {
    const [stage] = Object.values(ofType(stack, 'AWS::ApiGatewayV2::Stage'));
    const accessLog = JSON.parse(stage?.Properties.AccessLogSettings.Format);
    expect(accessLog.requestId).toBe('$context.requestId');
    expect(queries[0]?.QueryString).toContain('filter requestId =');
    expect(JSON.parse(lineOf('link.created')).requestId).toBe('request-1');
  });

  it('name only events that there are', () => {
    for (const { QueryString } of queries) {
      for (const [, event] of QueryString.matchAll(/"(\w+\.\w+)"/g)) expect(EVENTS).toContain(event);
    }
  });
});
