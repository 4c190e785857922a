import { Stack, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/**
 * Where alarms go, and whoever subscribes gets them.
 *
 * Without a key of its own: CloudWatch may not use the account's `aws/sns` key, so that its alarms would go nowhere,
 * and a key of one's own costs a dollar a month to hide names and counts. What protects the topic is that only
 * CloudWatch of this account may publish to it, by TLS.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email }: { email?: string }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Payment links', enforceSSL: true });
    // The rule about TLS takes the place of SNS's own policy, which would let the account's services publish.
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    this.topic.grantPublish(cloudWatch);
    if (email === undefined) return;
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(subscription).acknowledge({
      id: 'Serverless::Serverless-SNSRedrivePolicy',
      reason: 'An alarm that no mail reached stays raised in CloudWatch; a queue would hold it for nobody.',
    });
  }
}
