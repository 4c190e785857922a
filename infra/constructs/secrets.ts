import { Validations } from 'aws-cdk-lib';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Retention } from './retention.ts';

/** Both are encrypted with the account's `aws/secretsmanager` key, which costs nothing. */
export class Secrets extends Construct {
  /** `{"merchantNo", "storeNo", "token"}`, put in by the merchant. */
  readonly credentials: Secret;
  /** Names of callers and their keys: `{"default": "..."}`, and more that the merchant adds. None without keys. */
  readonly apiKeys: Secret | undefined;
  /** The names, as text. */
  readonly names: { readonly credentials: string; readonly apiKeys: string };

  constructor(scope: Construct, id: string, { config, retention }: { config: Config; retention: Retention }) {
    super(scope, id);
    const { stage, auth } = config;
    this.names = {
      credentials: `payment-links/${stage}/pockyt-credentials`,
      apiKeys: `payment-links/${stage}/api-keys`,
    };

    this.credentials = new Secret(this, 'Credentials', {
      secretName: this.names.credentials,
      description: 'Pockyt credentials as JSON: {"merchantNo": "...", "storeNo": "...", "token": "..."}',
      removalPolicy: retention.secretsAndLogs,
    });
    // The CDK fills every secret with a random password. This one stays without a value until the merchant puts
    // one: a password that looks like credentials would only fail later, and in a stranger way.
    (this.credentials.node.defaultChild as CfnSecret).generateSecretString = undefined;

    Validations.of(this.credentials).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason:
        "Only Pockyt's portal makes a token, and has no API for it: docs/operations.md says how to replace one.",
    });

    if (auth !== 'keys') return;
    this.apiKeys = new Secret(this, 'ApiKeys', {
      secretName: this.names.apiKeys,
      description: 'API keys of the callers as JSON: {"<name>": "<key>"}; each key is a bearer token',
      // CloudFormation makes a new value, without the keys that were added since, whenever one of these changes.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'default',
        passwordLength: 40,
        excludePunctuation: true,
        excludeCharacters: '0O1Il',
      },
      removalPolicy: retention.secretsAndLogs,
    });
    Validations.of(this.apiKeys).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason:
        'A key that changes by itself locks its holder out: keys are added and revoked by hand, several at a time.',
    });
  }
}
