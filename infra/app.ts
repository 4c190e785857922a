import { App } from 'aws-cdk-lib';
import { BUNDLES_FOLDER } from './bundle.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { PaymentLinksStack } from './payment-links-stack.ts';

const app = new App();
new PaymentLinksStack(app, { config: config(), bundles: BUNDLES_FOLDER });

function config(): Config {
  try {
    return parseConfig(app.node.getAllContext());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
