import { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../config.ts';

/** What becomes of data when it grows old, and when the stack or a resource is removed. */
export interface Retention {
  /** Whether DynamoDB refuses to delete the tables, and CloudFormation the stack. */
  readonly protection: boolean;
  readonly tables: RemovalPolicy;
  readonly secretsAndLogs: RemovalPolicy;
  /** How long log entries are kept. */
  readonly logs: RetentionDays;
}

/** In production: longer than the usual 120 days in which a card holder may dispute a payment. */
const LOG_DAYS = { production: 180, sandbox: 14 };

/** Real money leaves nothing behind by accident; a sandbox leaves nothing behind at all. */
export function retentionOf({ environment, removal, logDays = LOG_DAYS[environment] }: Config): Retention {
  const isKept = (removal ?? (environment === 'production' ? 'keep' : 'delete')) === 'keep';
  return {
    protection: isKept,
    tables: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    // A first deployment that fails takes these along: with their fixed names they would block the next one.
    secretsAndLogs: isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    logs: logDays,
  };
}
