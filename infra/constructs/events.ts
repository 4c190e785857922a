import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Retention } from './retention.ts';

/** Who sends the events, for the rules of those who listen. */
export const EVENT_SOURCE = 'payment-links';

/** A change of the table that is an event: `shared/payments/events.ts` says which are. */
const FILTER = { dynamodb: { NewImage: { eventType: { S: [{ exists: true }] } } } };

const TEXT = (attribute: string) => `<$.dynamodb.NewImage.${attribute}.S>`;

/**
 * The event's detail: `docs/events/` has its schema. Every value is text, since a pipe puts quotation marks around what
 * it fills in, or none at all.
 */
const DETAIL = {
  schemaVersion: '1',
  eventId: TEXT('eventId'),
  occurredAt: TEXT('eventAt'),
  reference: TEXT('reference'),
  version: TEXT('eventVersion'),
  transactionNo: TEXT('eventTransactionNo'),
  status: TEXT('status'),
  previousStatus: TEXT('eventFrom'),
  paidAfterClose: TEXT('eventPaidAfterClose'),
  amount: '<$.dynamodb.NewImage.request.M.amount.S>',
  currency: '<$.dynamodb.NewImage.request.M.currency.S>',
  vendor: '<$.dynamodb.NewImage.request.M.vendor.S>',
  refundReference: TEXT('eventRefundReference'),
  refundStatus: TEXT('eventRefundStatus'),
  refundedAmount: TEXT('eventRefunded'),
};

/** Tells the outside what became of payments, with no code in between: table, stream, pipe, event bus. */
export class Events extends Construct {
  readonly bus: EventBus;
  /** Holds which changes could not be told: where they are in the stream, not what they were. */
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    { payments, config, retention }: { payments: Table; config: Config; retention: Retention },
  ) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `payment-links-${config.stage}` });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge(
      ...['AwsSolutions::AwsSolutions-SQS3', 'Serverless::Serverless-SQSRedrivePolicy'].map((id) => ({
        id,
        reason: 'This is the queue for what could not be delivered.',
      })),
    );
    this.pipe(payments, config, retention);
    this.example(config, retention);
  }

  private pipe(payments: Table, { stage }: Config, retention: Retention): void {
    const stream = payments.tableStreamArn as string;
    const logGroup = new LogGroup(this, 'PipeLog', {
      // Other prefixes share one policy of limited size, which an account with many pipes fills up.
      logGroupName: `/aws/vendedlogs/payment-links/${stage}/events`,
      retention: retention.logs,
      removalPolicy: retention.secretsAndLogs,
    });
    const role = new Role(this, 'PipeRole', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') });
    const allow = (actions: string[], resource: string) =>
      role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    // What AWS lists for a pipe that reads a stream of DynamoDB.
    const reading = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    allow(
      reading.map((action) => `dynamodb:${action}`),
      stream,
    );
    allow(['events:PutEvents'], this.bus.eventBusArn);
    allow(['sqs:SendMessage'], this.deadLetters.queueArn);

    const pipe = new CfnPipe(this, 'Pipe', {
      description: 'Tells what became of payments',
      roleArn: role.roleArn,
      source: stream,
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify(FILTER) }] },
        dynamoDbStreamParameters: {
          startingPosition: 'TRIM_HORIZON',
          batchSize: 10,
          // Without limits a change that cannot be told is tried until the stream forgets it, and blocks what follows.
          maximumRetryAttempts: 20,
          maximumRecordAgeInSeconds: Duration.hours(1).toSeconds(),
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: this.deadLetters.queueArn },
        },
      },
      target: this.bus.eventBusArn,
      targetParameters: {
        inputTemplate: JSON.stringify(DETAIL),
        eventBridgeEventBusParameters: {
          source: EVENT_SOURCE,
          detailType: '$.dynamodb.NewImage.eventType.S',
        },
      },
      // Only what went wrong, and never what was in it.
      logConfiguration: {
        level: 'ERROR',
        cloudwatchLogsLogDestination: { logGroupArn: logGroup.logGroupArn },
      },
    });
    // A pipe is refused while its role may not do yet what the pipe needs.
    pipe.node.addDependency(role);
  }

  /** An example of a rule, and of use by itself: every event, to be searched in CloudWatch. */
  private example({ stage }: Config, retention: Retention): void {
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/events/payment-links/${stage}`,
      retention: retention.logs,
      removalPolicy: retention.secretsAndLogs,
    });
    const rule = new Rule(this, 'ToLog', {
      eventBus: this.bus,
      description: 'Writes every event of payments to a log group',
      eventPattern: { source: [EVENT_SOURCE] },
    });
    // The CDK's own target for a log group brings a function of its own along, to write this policy.
    logGroup.grantWrite(new ServicePrincipal('events.amazonaws.com'));
    const arn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: logGroup.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    rule.addTarget({ bind: () => ({ arn }) });
    Validations.of(rule).acknowledge({
      id: 'Serverless::Serverless-EventBusDLQ',
      reason:
        'An example for people to look at. What must arrive goes to a rule with a dead-letter queue: docs/events.md.',
    });
  }
}
