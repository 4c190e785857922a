import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { PaymentFunction } from './function.ts';
import { PaymentLinksApi } from './http-api.ts';
import { retentionOf } from './retention.ts';
import { Secrets } from './secrets.ts';
import { Seeing } from './seeing.ts';
import { DUE_INDEX, Tables } from './tables.ts';

export interface PaymentLinksStackProps extends StackProps {
  readonly config: Config;
  /** The folder that holds one bundle per function. */
  readonly bundles: string;
}

/** Everything that one stage needs, and nothing that it shares with another. */
export class PaymentLinksStack extends Stack {
  constructor(scope: Construct, { config, bundles, ...props }: PaymentLinksStackProps) {
    const retention = retentionOf(config.environment);
    super(scope, `PaymentLinks-${config.stage}`, {
      description: `Payment links for Pockyt (${config.environment})`,
      terminationProtection: retention.protection,
      ...props,
    });
    const { payments, unmatched } = new Tables(this, 'Tables', retention);
    const secrets = new Secrets(this, 'Secrets', { stage: config.stage, retention });

    const towardsPockyt = { POCKYT_ENVIRONMENT: config.environment };
    const address: Record<string, string> = config.publicUrl ? { PUBLIC_URL: config.publicUrl } : {};

    const common = { bundles, retention };

    const createLink = new PaymentFunction(this, 'CreateLink', {
      name: 'create-link',
      description: 'POST /payment-links: creates a payment link at Pockyt',
      // 20 seconds for Pockyt's answers; what came of them is still to be stored.
      timeout: 25,
      environment: { ...towardsPockyt, ...address, ...linkDefaults(config) },
      ...common,
    });
    const getLink = new PaymentFunction(this, 'GetLink', {
      name: 'get-link',
      description: 'GET /payment-links/{reference}: the payment and its history',
      // With ?refresh=true Pockyt has 10 seconds to answer.
      timeout: 25,
      environment: { ...towardsPockyt, ...address },
      ...common,
    });
    const cancelLink = new PaymentFunction(this, 'CancelLink', {
      name: 'cancel-link',
      description: 'POST /payment-links/{reference}/cancel: closes an unpaid link at Pockyt',
      timeout: 25,
      environment: { ...towardsPockyt, ...address },
      ...common,
    });
    const refund = new PaymentFunction(this, 'Refund', {
      name: 'refund',
      description: 'POST /payment-links/{reference}/refunds: gives the money back, in part or in full',
      // 10 seconds for the question before, and 10 for the refund.
      timeout: 25,
      environment: { ...towardsPockyt, ...address },
      ...common,
    });
    const ipnWebhook = new PaymentFunction(this, 'IpnWebhook', {
      name: 'ipn-webhook',
      description: "POST /ipn: takes Pockyt's signed notices",
      timeout: 25,
      environment: { ...towardsPockyt, CONFIRM_NOTICES: config.confirmNotices ? 'on' : 'off' },
      ...common,
    });
    const reconcile = new PaymentFunction(this, 'Reconcile', {
      name: 'reconcile',
      description: 'Every minute: looks at the payments that are due',
      // A run begins nothing new after 20 seconds; what it has begun may ask Pockyt three times.
      timeout: 55,
      environment: towardsPockyt,
      ...common,
    });
    for (const each of [createLink, getLink, cancelLink, refund, ipnWebhook, reconcile]) {
      each.useTable('PAYMENTS_TABLE', payments, ['GetItem', 'PutItem']);
      each.useSecret('CREDENTIALS_SECRET', secrets.credentials);
    }
    ipnWebhook.useTable('UNMATCHED_TABLE', unmatched, ['PutItem']);
    reconcile.useTable('UNMATCHED_TABLE', unmatched, ['Query', 'DeleteItem']);
    reconcile.useIndex('DUE_INDEX', payments, DUE_INDEX);
    everyMinute(this, reconcile);

    const qrCode = new PaymentFunction(this, 'QrCode', {
      name: 'qr-code',
      description: 'GET /payment-links/{reference}/qr-code: the link as a QR code',
      timeout: 10,
      ...common,
    });
    qrCode.useTable('PAYMENTS_TABLE', payments, ['GetItem']);

    const authorize = new PaymentFunction(this, 'Authorize', {
      name: 'authorize',
      description: 'Checks the API key of a request and names its holder',
      // API Gateway waits 10 seconds at most.
      timeout: 5,
      ...common,
    });
    authorize.useSecret('API_KEYS_SECRET', secrets.apiKeys);

    const api = new PaymentLinksApi(this, 'Api', { stage: config.stage, authorize, retention });
    api.merchantRoute(HttpMethod.POST, '/payment-links', createLink);
    api.merchantRoute(HttpMethod.GET, '/payment-links/{reference}', getLink);
    api.merchantRoute(HttpMethod.GET, '/payment-links/{reference}/qr-code', qrCode);
    api.merchantRoute(HttpMethod.POST, '/payment-links/{reference}/cancel', cancelLink);
    api.merchantRoute(HttpMethod.POST, '/payment-links/{reference}/refunds', refund);
    api.openRoute(HttpMethod.POST, '/ipn', ipnWebhook);

    this.output('ApiUrl', api.url, 'The address of the API.');
    this.output('IpnUrl', `${config.publicUrl ?? api.url}/ipn`, 'Where Pockyt sends its notices.');
    this.output('CredentialsSecretName', secrets.names.credentials, 'Put the Pockyt credentials into it.');
    this.output('ApiKeysSecretName', secrets.names.apiKeys, "Holds the callers' API keys.");
    this.output('PaymentsTableName', payments.tableName, 'Holds the payments.');
    this.output('UnmatchedTableName', unmatched.tableName, 'Holds the notices that match no payment.');

    const functions = { createLink, getLink, cancelLink, refund, ipnWebhook, reconcile, qrCode, authorize };
    new Seeing(this, 'Seeing', { config, functions, api, tables: { payments, unmatched } });
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

/** One run at a time and no run twice: what a run does not come to, or fails at, is due in the next. */
function everyMinute(scope: Construct, { lambda }: PaymentFunction): void {
  const target = new LambdaTarget(lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Rule(scope, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)), targets: [target] });
}

function linkDefaults({ timeout, callbackUrl, checkDelays }: Config): Record<string, string> {
  return {
    LINK_TIMEOUT_MINUTES: String(timeout),
    CHECK_DELAYS: checkDelays.join(','),
    ...(callbackUrl !== undefined && { DEFAULT_CALLBACK_URL: callbackUrl }),
  };
}
