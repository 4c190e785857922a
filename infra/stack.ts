import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { retentionOf } from './constructs/retention.ts';
import { PaymentLinks } from './payment-links.ts';

export interface PaymentLinksStackProps extends StackProps {
  readonly config: Config;
  /** The folder that holds one bundle per function. */
  readonly bundles: string;
}

/** Everything that one stage needs, and nothing that it shares with another. */
export class PaymentLinksStack extends Stack {
  constructor(scope: Construct, { config, bundles, ...props }: PaymentLinksStackProps) {
    super(scope, `PaymentLinks-${config.stage}`, {
      description: `Payment links for Pockyt (${config.environment})`,
      terminationProtection: retentionOf(config).protection,
      ...props,
    });
    // An id that leaves no trace in the names of what is in it.
    const links = new PaymentLinks(this, 'Default', { ...config, bundles });
    const { secretNames } = links;

    this.output('ApiUrl', links.url, 'The address of the API.');
    this.output('IpnUrl', links.ipnUrl, 'Where Pockyt sends its notices.');
    this.output('CredentialsSecretName', secretNames.credentials, 'Put the Pockyt credentials into it.');
    if (links.apiKeys) this.output('ApiKeysSecretName', secretNames.apiKeys, "Holds the callers' API keys.");
    this.output('PaymentsTableName', links.payments.tableName, 'Holds the payments.');
    this.output('UnmatchedTableName', links.unmatched.tableName, 'Holds the notices that match no payment.');
    this.output('EventBusName', links.bus.eventBusName, 'Tells what becomes of payments.');
    this.output('AlarmTopicArn', links.alarmTopic.topicArn, 'Subscribe to it to be told of alarms.');
    if (links.domainTarget)
      this.output('DomainTarget', links.domainTarget, 'Where the DNS record of the domain points.');
    if (links.egressAddress)
      this.output('EgressAddress', links.egressAddress, 'From where Pockyt is called: for its allow-list.');
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
