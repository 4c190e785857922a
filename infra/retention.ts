import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { PockytEnvironment } from './config.ts';

/** What becomes of data when it grows old, and when the stack or a resource is removed. */
export interface Retention {
  /** Whether DynamoDB refuses to delete the tables, and CloudFormation the stack. */
  readonly protection: boolean;
  readonly tables: RemovalPolicy;
  readonly secretsAndLogs: RemovalPolicy;
  /** How long log entries are kept. */
  readonly logs: RetentionDays;
}

/** Real money leaves nothing behind by accident; a sandbox leaves nothing behind at all. */
export function retentionOf(environment: PockytEnvironment): Retention {
  return environment === 'production'
    ? {
        protection: true,
        tables: RemovalPolicy.RETAIN,
        // A first deployment that fails takes these along: with their fixed names they would block the next one.
        secretsAndLogs: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        // Longer than the usual 120 days in which a card holder may dispute a payment.
        logs: RetentionDays.SIX_MONTHS,
      }
    : {
        protection: false,
        tables: RemovalPolicy.DESTROY,
        secretsAndLogs: RemovalPolicy.DESTROY,
        logs: RetentionDays.TWO_WEEKS,
      };
}
