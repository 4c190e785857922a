import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Retention } from './retention.ts';

export const DUE_INDEX = 'DueIndex';

const REFERENCE = { name: 'reference', type: AttributeType.STRING };

/**
 * Where payments are kept.
 *
 * Encrypted with the account's `aws/dynamodb` key: its use is recorded in CloudTrail, it has no monthly price, and
 * nobody can delete it. A key of one's own would allow a key policy of one's own, for a dollar a month and with one
 * more way to lose every payment.
 */
export class Tables extends Construct {
  /** One item per payment, by the merchant's reference. Its stream tells every change. */
  readonly payments: Table;
  /** Signed notices whose reference is unknown here, until they expire. */
  readonly unmatched: Table;

  constructor(scope: Construct, id: string, retention: Retention) {
    super(scope, id);
    const common = {
      // Payments come in bursts and pauses.
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      // Any second of the last 35 days can be restored.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retention.protection,
      removalPolicy: retention.tables,
    };
    this.payments = new Table(this, 'Payments', {
      ...common,
      partitionKey: REFERENCE,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    // Sparse: it holds exactly the payments that are still to be looked at.
    this.payments.addGlobalSecondaryIndex({
      indexName: DUE_INDEX,
      partitionKey: { name: 'dueShard', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.unmatched = new Table(this, 'Unmatched', {
      ...common,
      partitionKey: REFERENCE,
      sortKey: { name: 'noticeId', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });
  }
}
