import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { PaymentFunction } from './function.ts';

/** One run at a time and no run twice: what a run does not come to, or fails at, is due in the next. */
export function runEveryMinute(scope: Construct, { lambda }: PaymentFunction): void {
  const target = new LambdaTarget(lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  const everyMinute = new Rule(scope, 'EveryMinute', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [target],
  });
  const reason = 'A run that fails leaves what was due in the table, and the next run takes it up.';
  Validations.of(everyMinute).acknowledge({ id: 'Serverless::Serverless-EventBusDLQ', reason });
  Validations.of(lambda).acknowledge({ id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason });
}
