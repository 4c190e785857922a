import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { PaymentLinksApi } from '../constructs/http-api.ts';
import { alarmRules } from './alarm-rules.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import type { TablesToSee } from './aws-metrics.ts';
import { Dashboard } from './dashboard.ts';
import { EventMetrics, type Functions } from './event-metrics.ts';
import { LogQueries } from './log-queries.ts';

export interface SeeingProps {
  readonly config: Config;
  readonly functions: Functions;
  readonly api: PaymentLinksApi;
  readonly tables: TablesToSee;
  /** Queues in which a message means that something was not delivered. Default: none. */
  readonly deadLetters?: readonly IQueue[];
}

/** What an operator sees of the system: alarms, a dashboard and saved searches, all made of what it logs by itself. */
export class Seeing extends Construct {
  /** Takes every alarm. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: SeeingProps) {
    super(scope, id);
    const { stage, alarmEmail, reconcilers } = props.config;
    const { functions, api, tables, deadLetters = [] } = props;
    const metrics = new EventMetrics(this, 'Metrics', { stage, functions });
    const seen = { metrics, reconcilers, functions, api, tables, deadLetters };

    const { topic } = new AlarmTopic(this, 'Alarm', { email: alarmEmail });
    this.topic = topic;
    const { alarms } = new Alarms(this, 'Alarms', { stage, topic, rules: alarmRules(seen) });
    new Dashboard(this, 'Story', { stage, alarms, ...seen });
    const functionLogs = Object.values(functions).map(({ logGroup }) => logGroup);
    new LogQueries(this, 'Queries', { stage, functionLogs, accessLog: api.accessLog });
  }
}
