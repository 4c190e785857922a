import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { PaymentFunction } from './function.ts';

/** Over so many shards the index of due payments is spread, in each of its classes. */
const SHARDS = 64;

/** What a run that fails or comes too late leaves, is due in the table still, and the next run of its rule takes it up. */
const ONE_TRY = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };

/**
 * Runs the function every minute for each reconciler, with the shards that are its own: `{"shards": [0, 1, ...]}`. The
 * rules know nothing of each other, so one whose runs fail keeps only its own payments waiting.
 *
 * Two runs of a rule overlap by up to 30 seconds when the first takes all of its 90. That is harmless: every write is
 * conditional, so at worst Pockyt is asked twice about the same payment. Up to 64 runs, two for each reconciler, are so
 * under way. Nothing is reserved for them, and no setting can take their place away: Lambda lets an account reserve all
 * but 100 of its instances.
 */
export function runEveryMinute(
  scope: Construct,
  { lambda }: PaymentFunction,
  { stage, reconcilers }: Pick<Config, 'stage' | 'reconcilers'>,
): void {
  const reason = 'A run that fails leaves what was due in the table, and the next run takes it up.';
  lambda.configureAsyncInvoke(ONE_TRY);
  const retryPolicy = {
    maximumRetryAttempts: ONE_TRY.retryAttempts,
    maximumEventAgeInSeconds: ONE_TRY.maxEventAge.toSeconds(),
  };
  const ruleName = (reconciler: number | '*') => `payment-links-${stage}-reconcile-${reconciler}`;
  for (let reconciler = 1; reconciler <= reconcilers; reconciler++) {
    const rule = new Rule(scope, `EveryMinute${reconciler}`, {
      ruleName: ruleName(reconciler),
      description: `Looks at the payments that are due, as reconciler ${reconciler} of ${reconcilers}`,
      schedule: Schedule.rate(Duration.minutes(1)),
    });
    const input = RuleTargetInput.fromObject({ shards: shardsOf(reconciler, reconcilers) });
    rule.addTarget({ bind: () => ({ arn: lambda.functionArn, input, retryPolicy }) });
    Validations.of(rule).acknowledge({ id: 'Serverless::Serverless-EventBusDLQ', reason });
  }
  // One permission for all rules: one for each, as the CDK's own target adds, would fill the 20 KB that a function's
  // policy may have.
  lambda.addPermission('EveryMinute', {
    principal: new ServicePrincipal('events.amazonaws.com'),
    sourceArn: Stack.of(scope).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: ruleName('*'),
    }),
  });
  Validations.of(lambda).acknowledge({ id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason });
}

/** Every so many-th shard, which deals them out evenly. */
function shardsOf(reconciler: number, reconcilers: number): number[] {
  const all = Array.from({ length: SHARDS }, (_, shard) => shard);
  return all.filter((shard) => shard % reconcilers === reconciler - 1);
}
