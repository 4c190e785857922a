import { App } from 'aws-cdk-lib';
import { BUNDLES_FOLDER } from './bundle/bundles-folder.ts';
import { type Config, ConfigError } from './config.ts';
import { checkPolicies } from './policy-checks.ts';
import { readStage } from './read-stage.ts';
import { PaymentLinksStack } from './stack.ts';

const app = new App();
checkPolicies(app);
new PaymentLinksStack(app, { config: config(), bundles: BUNDLES_FOLDER });

function config(): Config {
  try {
    return readStage(app.node.getAllContext());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
