import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface LogQueriesProps {
  readonly stage: string;
  readonly functionLogs: readonly ILogGroup[];
  readonly accessLog: ILogGroup;
}

/** One id joins the access log, the authorizer, the route and what came of its calls to Pockyt: API Gateway's. */
const ONE_REQUEST = `fields @timestamp, route, status, level, event, reference, reason, code
| filter requestId = "paste the requestId here"
| sort @timestamp`;

const ONE_PAYMENT = `fields @timestamp, level, event, from, status, reason, code, requestId
| filter reference = "paste the reference here"
| sort @timestamp`;

const FOR_A_PERSON = `fields @timestamp, event, reference, transactionNo, reason, requestId
| filter level = "ERROR" or event in ["ipn.late_payment", "payment.paid_late"]
| sort @timestamp desc`;

/** Searches that CloudWatch Logs Insights offers by name. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, { stage, functionLogs, accessLog }: LogQueriesProps) {
    super(scope, id);
    const query = (name: string, title: string, queryString: string, logs: readonly ILogGroup[]) =>
      new CfnQueryDefinition(this, name, {
        name: `PaymentLinks-${stage}/${title}`,
        queryString,
        logGroupNames: logs.map(({ logGroupName }) => logGroupName),
      });
    query('OneRequest', 'One request', ONE_REQUEST, [accessLog, ...functionLogs]);
    query('OnePayment', 'One payment', ONE_PAYMENT, functionLogs);
    query('ForAPerson', 'What needs a person', FOR_A_PERSON, functionLogs);
  }
}
