import { App } from 'aws-cdk-lib';
import { BUNDLES_FOLDER } from './bundle/bundles-folder.ts';
import { type Config, ConfigError } from './config.ts';
import { parseConfig } from './parse-config.ts';
import { checkPolicies } from './policy-checks.ts';
import { PaymentLinksStack } from './stack.ts';

const app = new App();
checkPolicies(app);
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
