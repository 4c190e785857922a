import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { LogEvent } from '#shared/runtime/log-events.ts';
import type { PaymentLinksApi } from '../constructs/http-api.ts';
import type { AlarmRule } from './alarms.ts';
import {
  apiMetric,
  clientErrors,
  functionMetric,
  paidByAskingAlone,
  runsThatEnded,
  sumOf,
  systemErrors,
  type TablesToSee,
  throttles,
} from './aws-metrics.ts';
import { type EventMetrics, type Functions, inGroups } from './event-metrics.ts';

/** Within an hour, in which no notice came. A single customer may have waited for an answer, or a caller asked first. */
const PAID_BY_ASKING = 5;
/** Within five minutes. One payment that is asked about each minute makes five. */
const UNANSWERED_CALLS = 10;
/** A run begins each minute and looks at everything that is due. */
const OVERDUE_SECONDS = 900;
/** Of five minutes, in which each reconciler begins five runs. */
const SILENT_PERIODS = 2;
const RUNS_A_PERIOD = 5;
/** Of five minutes. A payment that fails is tried again each minute. */
const FAILING_PERIODS = 3;
/** A rotation's overlap takes two hours; CloudWatch looks back for a week at most. */
const PREVIOUS_DAYS = 7;
/** Within five minutes. A few are Pockyt's bad moments, of which the caller was told. */
const SERVER_ERRORS = 5;
/** Within five minutes: three a second. */
const CLIENT_ERRORS = 1000;
/** Within five minutes. The SDK repeats what was put off or failed, and a few go unnoticed. */
const DATABASE_TROUBLES = 10;

export interface Seen {
  readonly metrics: EventMetrics;
  /** How many runs of reconciliation begin each minute. */
  readonly reconcilers: number;
  readonly functions: Functions;
  readonly api: PaymentLinksApi;
  readonly tables: TablesToSee;
  /** Queues in which a message means that something was not delivered. */
  readonly deadLetters: readonly IQueue[];
}

/** Every alarm, by name. docs/operations.md says of each what to do and what it cannot see. */
export function alarmRules(seen: Seen): Readonly<Record<string, AlarmRule>> {
  return {
    ...ofPayments(seen),
    ...ofPockyt(seen),
    ...ofReconciliation(seen),
    ...ofTheSystem(seen),
    ...ofDeadLetters(seen),
  };
}

/** A single one of these is money that a person must look at. */
function ofPayments({ metrics }: Seen): Record<string, AlarmRule> {
  const late: readonly LogEvent[] = ['ipn.late_payment', 'payment.paid_late'];
  const strange: readonly LogEvent[] = ['payment.contradiction', 'payment.found'];
  return {
    Mismatch: {
      meaning: 'A signed notice has another amount, currency or transaction than we asked for.',
      metric: metrics.count('ipn.mismatch'),
    },
    SecondPayment: {
      meaning: 'A second order of a paid payment was paid as well.',
      metric: metrics.count('payment.paid_twice'),
    },
    UnmatchedNotice: {
      meaning: 'A signed notice belongs to no payment.',
      metric: metrics.count('ipn.unmatched'),
    },
    Contradiction: {
      meaning:
        'Pockyt answered something that does not fit what we asked for, or has an order that we did not make.',
      metric: sumOf(strange.map(metrics.count, metrics), 'contradictions'),
    },
    LatePayment: {
      meaning: 'Money came for a payment that had been given up.',
      metric: sumOf(late.map(metrics.count, metrics), 'late payments'),
    },
    UnconfirmedNotice: {
      meaning: 'Pockyt, asked for half an hour, did not say what a signed notice says.',
      metric: metrics.count('ipn.unconfirmed'),
    },
    RefundUnknown: {
      meaning: 'It is not known whether Pockyt made a refund.',
      metric: metrics.count('refund.unknown'),
    },
  };
}

function ofPockyt({ metrics }: Seen): Record<string, AlarmRule> {
  const unanswered: readonly LogEvent[] = ['link.unknown', 'pockyt.unanswered'];
  return {
    NoticesLost: {
      meaning: 'Several payments of an hour were found paid by asking, and no notice came.',
      metric: paidByAskingAlone(metrics.noticesTaken, metrics.paidByAsking),
      atLeast: PAID_BY_ASKING,
    },
    CredentialsRefused: {
      meaning: 'Pockyt refused our credentials.',
      metric: metrics.count('pockyt.credentials_refused'),
    },
    CredentialsUnusable: {
      meaning: 'The secret with the Pockyt credentials is empty, malformed or out of reach.',
      metric: metrics.count('credentials.unusable'),
    },
    PreviousCredentials: {
      meaning: `Notices signed with the previous token came on each of the last ${PREVIOUS_DAYS} days.`,
      metric: metrics.signedByPrevious.with({ period: Duration.days(1) }),
      periods: PREVIOUS_DAYS,
    },
    PockytUnanswered: {
      meaning: 'Many calls to Pockyt had no answer that tells anything.',
      metric: sumOf(unanswered.map(metrics.count, metrics), 'unanswered calls'),
      atLeast: UNANSWERED_CALLS,
    },
  };
}

function ofReconciliation({ metrics, functions, reconcilers }: Seen): Record<string, AlarmRule> {
  return {
    ReconciliationLag: {
      meaning: `A payment has waited for its check for ${OVERDUE_SECONDS / 60} minutes.`,
      metric: metrics.oldestOverdueSeconds,
      atLeast: OVERDUE_SECONDS,
      missing: 'says nothing',
    },
    ReconciliationSilent: {
      meaning: 'Reconciliation, or one of several reconcilers, has not ended a run for ten minutes.',
      metric: runsThatEnded(functions.reconcile),
      // At least one more than all but one of them make.
      below: RUNS_A_PERIOD * (reconcilers - 1) + 1,
      periods: SILENT_PERIODS,
      missing: 'is bad',
    },
    ReconciliationFailing: {
      meaning: 'Reconciliation has failed at a payment again and again for 15 minutes.',
      metric: metrics.count('reconcile.failed'),
      periods: FAILING_PERIODS,
    },
  };
}

function ofTheSystem({ metrics, functions, api, tables }: Seen): Record<string, AlarmRule> {
  const { called, learning } = inGroups(functions);
  const ofCalled = (metric: string) => called.map((each) => functionMetric(each, metric));
  const ofLearning = (metric: string) => learning.map((each) => functionMetric(each, metric));
  return {
    ...(functions.authorize && {
      ApiKeysUnusable: {
        meaning: 'The secret with the API keys cannot be used, so no caller is let in.',
        metric: metrics.count('api_keys.unusable'),
      },
    }),
    ServerErrors: {
      meaning: 'The API answered 5xx several times.',
      metric: apiMetric(api, '5xx'),
      atLeast: SERVER_ERRORS,
    },
    ClientErrors: {
      meaning: 'The API refused very many requests with 4xx, notices not counted.',
      metric: clientErrors(api, metrics.count('ipn.rejected')),
      atLeast: CLIENT_ERRORS,
    },
    FunctionErrors: {
      meaning: 'A function that callers wait for crashed or ran out of time.',
      metric: sumOf(ofCalled('Errors'), 'errors'),
    },
    FunctionThrottles: {
      meaning: 'Lambda turned callers away, because the account runs too many functions at once.',
      metric: sumOf(ofCalled('Throttles'), 'throttles'),
    },
    LearningErrors: {
      meaning: 'The function that takes notices, or reconciliation, crashed or ran out of time.',
      metric: sumOf(ofLearning('Errors'), 'errors'),
    },
    LearningThrottles: {
      meaning: 'Lambda turned notices or runs of reconciliation away.',
      metric: sumOf(ofLearning('Throttles'), 'throttles'),
    },
    DatabaseThrottles: {
      meaning: 'DynamoDB put off reads or writes.',
      metric: sumOf(throttles(tables), 'throttles'),
      atLeast: DATABASE_TROUBLES,
    },
    DatabaseErrors: {
      meaning: 'DynamoDB failed by its own fault.',
      metric: sumOf(systemErrors(tables), 'system errors'),
      atLeast: DATABASE_TROUBLES,
    },
  };
}

/** No alarm where there is no queue. */
export function ofDeadLetters({ deadLetters }: Pick<Seen, 'deadLetters'>): Record<string, AlarmRule> {
  if (deadLetters.length === 0) return {};
  const waiting = deadLetters.map((queue) =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
  );
  return {
    DeadLetters: {
      meaning: 'Something could not be delivered and lies in a dead-letter queue.',
      metric: sumOf(waiting, 'messages'),
    },
  };
}
