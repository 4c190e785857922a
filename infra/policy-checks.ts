import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/**
 * Checks the templates of an app against AWS's rules for solutions and for serverless ones. A finding that no construct
 * acknowledges with a reason fails the synthesis.
 */
export function checkPolicies(app: IConstruct): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
