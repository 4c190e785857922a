import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { PaymentFunction } from './function.ts';
import { PaymentLinksApi } from './http-api.ts';
import { retentionOf } from './retention.ts';
import { Secrets } from './secrets.ts';
import { Tables } from './tables.ts';

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

    const createLink = new PaymentFunction(this, 'CreateLink', {
      name: 'create-link',
      description: 'POST /payment-links: creates a payment link at Pockyt',
      // Pockyt has 10 seconds to answer; what came of it is still to be stored.
      timeout: 20,
      environment: { ...towardsPockyt, ...address, ...linkDefaults(config) },
      bundles,
      retention,
    });
    createLink.useTable('PAYMENTS_TABLE', payments, ['GetItem', 'PutItem']);
    createLink.useSecret('CREDENTIALS_SECRET', secrets.credentials);

    const getLink = new PaymentFunction(this, 'GetLink', {
      name: 'get-link',
      description: 'GET /payment-links/{reference}: the payment and its history',
      timeout: 10,
      environment: address,
      bundles,
      retention,
    });
    getLink.useTable('PAYMENTS_TABLE', payments, ['GetItem']);

    const qrCode = new PaymentFunction(this, 'QrCode', {
      name: 'qr-code',
      description: 'GET /payment-links/{reference}/qr-code: the link as a QR code',
      timeout: 10,
      bundles,
      retention,
    });
    qrCode.useTable('PAYMENTS_TABLE', payments, ['GetItem']);

    const ipnWebhook = new PaymentFunction(this, 'IpnWebhook', {
      name: 'ipn-webhook',
      description: "POST /ipn: takes Pockyt's signed notices",
      timeout: 10,
      environment: towardsPockyt,
      bundles,
      retention,
    });
    ipnWebhook.useTable('PAYMENTS_TABLE', payments, ['GetItem', 'PutItem']);
    ipnWebhook.useTable('UNMATCHED_TABLE', unmatched, ['PutItem']);
    ipnWebhook.useSecret('CREDENTIALS_SECRET', secrets.credentials);

    const authorize = new PaymentFunction(this, 'Authorize', {
      name: 'authorize',
      description: 'Checks the API key of a request and names its holder',
      // API Gateway waits 10 seconds at most.
      timeout: 5,
      bundles,
      retention,
    });
    authorize.useSecret('API_KEYS_SECRET', secrets.apiKeys);

    const api = new PaymentLinksApi(this, 'Api', { stage: config.stage, authorize, retention });
    api.merchantRoute(HttpMethod.POST, '/payment-links', createLink);
    api.merchantRoute(HttpMethod.GET, '/payment-links/{reference}', getLink);
    api.merchantRoute(HttpMethod.GET, '/payment-links/{reference}/qr-code', qrCode);
    api.openRoute(HttpMethod.POST, '/ipn', ipnWebhook);

    this.output('ApiUrl', api.url, 'The address of the API.');
    this.output('IpnUrl', `${config.publicUrl ?? api.url}/ipn`, 'Where Pockyt sends its notices.');
    this.output('CredentialsSecretName', secrets.names.credentials, 'Put the Pockyt credentials into it.');
    this.output('ApiKeysSecretName', secrets.names.apiKeys, "Holds the callers' API keys.");
    this.output('PaymentsTableName', payments.tableName, 'Holds the payments.');
    this.output('UnmatchedTableName', unmatched.tableName, 'Holds the notices that match no payment.');
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

function linkDefaults({ timeout, callbackUrl }: Config): Record<string, string> {
  return {
    LINK_TIMEOUT_MINUTES: String(timeout),
    ...(callbackUrl !== undefined && { DEFAULT_CALLBACK_URL: callbackUrl }),
  };
}
