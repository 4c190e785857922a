import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Environment } from '#shared/runtime/environment.ts';
import { BUNDLES_FOLDER } from './bundle/bundles-folder.ts';
import type { Config, Settings } from './config.ts';
import { Access } from './constructs/access.ts';
import { Egress } from './constructs/egress.ts';
import { Events } from './constructs/events.ts';
import { PaymentFunction, type PaymentFunctionProps } from './constructs/function.ts';
import { PaymentLinksApi } from './constructs/http-api.ts';
import { runEveryMinute } from './constructs/reconcile-schedule.ts';
import { retentionOf } from './constructs/retention.ts';
import { Secrets } from './constructs/secrets.ts';
import { DUE_INDEX, Tables } from './constructs/tables.ts';
import { createConfig } from './create-config.ts';
import { Seeing } from './observability/observability.ts';

const DAY_SECONDS = 86_400;

/**
 * Every setting of a deployment is a prop of the same name and meaning. Where text only passes through, such as an issuer,
 * a certificate or an address, a token of the same app will do: `certificateArn: certificate.certificateArn`.
 */
export interface PaymentLinksProps extends Settings {
  /** The folder that holds one bundle per function. Default: `dist/bundles`, which `npm run build` makes. */
  readonly bundles?: string;
  /** A network of one's own for what calls Pockyt: its private subnets, with a way out. Instead of `fixedEgress`. */
  readonly vpc?: IVpc;
}

/**
 * Payment links for one merchant at Pockyt: an HTTP API, its functions, their tables and secrets.
 *
 * ```ts
 * new PaymentLinks(this, 'Payments', { stage: 'shop', environment: 'production' });
 * ```
 *
 * Several live side by side in one account and region if their `stage` differs.
 */
export class PaymentLinks extends Construct {
  readonly config: Config;
  /** The API's address, without a slash at the end. */
  readonly url: string;
  /** Where Pockyt sends its notices. */
  readonly ipnUrl: string;
  /** One item per payment. */
  readonly payments: Table;
  /** Signed notices that belong to no payment. */
  readonly unmatched: Table;
  /** Tells what becomes of payments: rules of other stacks listen here. */
  readonly bus: EventBus;
  /** Takes the merchant's credentials at Pockyt: `{"merchantNo", "storeNo", "token"}`. */
  readonly credentials: Secret;
  /** The callers' keys; only with `auth: 'keys'`. */
  readonly apiKeys: Secret | undefined;
  /** The names of the two secrets, as text. */
  readonly secretNames: Secrets['names'];
  /** Takes every alarm; `alarmEmail` is subscribed, and others may be. */
  readonly alarmTopic: Topic;
  /** With a domain name of one's own: where its DNS record must point. */
  readonly domainTarget: string | undefined;
  /** With `fixedEgress`: the address for the allow-list of Pockyt's portal. */
  readonly egressAddress: string | undefined;

  /** @throws {ConfigError} for a setting that is not allowed. */
  constructor(
    scope: Construct,
    id: string,
    { bundles = BUNDLES_FOLDER, vpc, ...settings }: PaymentLinksProps,
  ) {
    super(scope, id);
    const config = createConfig(settings);
    this.config = config;
    const retention = retentionOf(config);
    const { payments, unmatched } = new Tables(this, 'Tables', retention);
    const secrets = new Secrets(this, 'Secrets', { config, retention });
    this.payments = payments;
    this.unmatched = unmatched;
    this.credentials = secrets.credentials;
    this.apiKeys = secrets.apiKeys;
    this.secretNames = secrets.names;

    const events = new Events(this, 'Events', { payments, config, retention });
    this.bus = events.bus;

    const egress = config.fixedEgress ? new Egress(this, 'Egress', retention) : undefined;
    this.egressAddress = egress?.address;
    const common = { bundles, retention, config };
    const towardsPockyt = {
      ...common,
      vpc: vpc ?? egress?.vpc,
      // 20 seconds for Pockyt's answers, and what came of them is still to be stored. API Gateway waits 30.
      timeout: 25,
    };
    const environment: Partial<Environment> = { POCKYT_ENVIRONMENT: config.environment };
    const address: Partial<Environment> = { PUBLIC_URL: config.publicUrl };
    const addressed = { ...environment, ...address };
    const define = (id: string, props: PaymentFunctionProps) => new PaymentFunction(this, id, props);

    const createLink = define('CreateLink', {
      ...towardsPockyt,
      name: 'create-link',
      description: 'POST /payment-links: creates a payment link at Pockyt',
      environment: { ...addressed, ...linkDefaults(config) },
    });
    const refreshLink = define('RefreshLink', {
      ...towardsPockyt,
      name: 'refresh-link',
      description: 'POST /payment-links/{reference}/refresh: the payment, after Pockyt was asked',
      environment: addressed,
    });
    const cancelLink = define('CancelLink', {
      ...towardsPockyt,
      name: 'cancel-link',
      description: 'POST /payment-links/{reference}/cancel: closes an unpaid link at Pockyt',
      environment: addressed,
    });
    const refund = define('Refund', {
      ...towardsPockyt,
      name: 'refund',
      description: 'POST /payment-links/{reference}/refunds: gives the money back, in part or in full',
      environment: addressed,
    });
    const resolution = define('Resolution', {
      ...towardsPockyt,
      name: 'resolution',
      description: 'POST /payment-links/{reference}/.../resolution: a person ends an unknown outcome',
      environment: addressed,
    });
    const ipnWebhook = define('IpnWebhook', {
      ...towardsPockyt,
      name: 'ipn-webhook',
      description: "POST /ipn: takes Pockyt's signed notices",
      environment: { ...environment, CONFIRM_NOTICES: config.confirmNotices ? 'on' : 'off' },
    });
    const reconcile = define('Reconcile', {
      ...towardsPockyt,
      name: 'reconcile',
      description: 'Every minute: looks at the payments that are due',
      // A run begins nothing new after 50 seconds; what it has begun may ask Pockyt three times.
      timeout: 90,
      environment,
    });
    const askers = [createLink, refreshLink, cancelLink, refund, resolution, ipnWebhook, reconcile];
    for (const each of askers) {
      each.useTable('PAYMENTS_TABLE', payments, ['GetItem', 'PutItem']);
      each.useSecret('CREDENTIALS_SECRET', secrets.credentials);
    }
    ipnWebhook.useTable('UNMATCHED_TABLE', unmatched, ['PutItem']);
    reconcile.useTable('UNMATCHED_TABLE', unmatched, ['Query', 'DeleteItem']);
    reconcile.useIndex('DUE_INDEX', payments, DUE_INDEX);
    runEveryMinute(this, reconcile, config);

    const getLink = define('GetLink', {
      ...common,
      name: 'get-link',
      description: 'GET /payment-links/{reference}: the payment and its history',
      timeout: 10,
      environment: address,
    });
    const qrCode = define('QrCode', {
      ...common,
      name: 'qr-code',
      description: 'GET /payment-links/{reference}/qr-code: the link as a QR code',
      timeout: 10,
    });
    for (const each of [getLink, qrCode]) each.useTable('PAYMENTS_TABLE', payments, ['GetItem']);

    const returnPage = config.returnPage
      ? define('ReturnPage', {
          ...common,
          name: 'return-page',
          description: 'GET /return/{id}: how a payment stands, for the customer who comes back',
          timeout: 10,
        })
      : undefined;
    returnPage?.useTable('PAYMENTS_TABLE', payments, ['GetItem']);

    const access = new Access(this, common, secrets.apiKeys);
    const api = new PaymentLinksApi(this, 'Api', { config, access, retention });
    api.merchantRoute('create', HttpMethod.POST, '/payment-links', createLink);
    api.merchantRoute('read', HttpMethod.GET, '/payment-links/{reference}', getLink);
    api.merchantRoute('refresh', HttpMethod.POST, '/payment-links/{reference}/refresh', refreshLink);
    api.merchantRoute('qrCode', HttpMethod.GET, '/payment-links/{reference}/qr-code', qrCode);
    api.merchantRoute('cancel', HttpMethod.POST, '/payment-links/{reference}/cancel', cancelLink);
    api.merchantRoute('refund', HttpMethod.POST, '/payment-links/{reference}/refunds', refund);
    for (const what of ['orders/{providerReference}', 'refunds/{refundReference}']) {
      const path = `/payment-links/{reference}/${what}/resolution`;
      api.merchantRoute('resolution', HttpMethod.POST, path, resolution);
    }
    api.openRoute('ipn', HttpMethod.POST, '/ipn', ipnWebhook);
    if (returnPage) api.openRoute('return', HttpMethod.GET, '/return/{id}', returnPage);
    api.deploy();

    const merchants = { createLink, getLink, refreshLink, qrCode, cancelLink, refund, resolution };
    const { authorize } = access;
    const functions = { ...merchants, ipnWebhook, reconcile };
    const all = { ...functions, ...(returnPage && { returnPage }), ...(authorize && { authorize }) };
    const tables = { payments, unmatched };
    const deadLetters = [events.deadLetters];
    const seen = { config, functions: all, api, tables, deadLetters };
    this.alarmTopic = new Seeing(this, 'Seeing', seen).topic;

    this.url = config.publicUrl ?? api.url;
    this.ipnUrl = `${this.url}/ipn`;
    this.domainTarget = api.domainTarget;
  }
}

function linkDefaults({
  timeout,
  callbackUrl,
  checkDelays,
  paidChecks,
  returnPage,
}: Config): Partial<Environment> {
  return {
    LINK_TIMEOUT_MINUTES: String(timeout),
    CHECK_DELAYS: checkDelays.join(','),
    PAID_CHECKS: paidChecks.map((days) => days * DAY_SECONDS).join(','),
    DEFAULT_CALLBACK_URL: callbackUrl,
    RETURN_PAGE: returnPage ? 'on' : undefined,
  };
}
