import { join } from 'node:path';
import { Duration, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Environment } from '#shared/runtime/environment.ts';
import type { Config, FunctionName } from '../config.ts';
import type { Retention } from './retention.ts';

/**
 * Megabytes. CPU comes with memory: at 512 a cold start takes a third of a second of CPU share, at 256 twice that,
 * and the process needs up to 230 MB under load. More would mostly be paid while waiting for Pockyt.
 */
const MEMORY_SIZE = 512;

export type TableAction = 'GetItem' | 'PutItem' | 'Query' | 'DeleteItem';

export interface PaymentFunctionProps {
  /** The folder that holds one bundle per function. */
  readonly bundles: string;
  /** The function's folder in it. */
  readonly name: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  readonly environment?: Partial<Environment>;
  readonly retention: Retention;
  readonly config: Config;
  /** Runs in its private subnets, and reaches the outside through them. */
  readonly vpc?: IVpc | undefined;
}

/**
 * A Lambda function with a role and a log group of its own. The role may do what is stated here and nothing else:
 * the CDK's managed policies and `grant...` methods allow more than is used.
 */
export class PaymentFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: PaymentFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.retention.logs,
      removalPolicy: props.retention.secretsAndLogs,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);

    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: props.vpc
        ? 'Traces have no resource to name in a policy, and network interfaces that Lambda is about to make have none yet.'
        : 'Traces have no resource to name in a policy.',
    });
    const { reservedConcurrency } = props.config;
    const reserved = reservedConcurrency[props.name as FunctionName];
    if (props.vpc) this.mayUseNetwork();
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(join(props.bundles, props.name)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_SIZE,
      timeout: Duration.seconds(props.timeout),
      role: this.role,
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      ...(props.vpc && this.inNetwork(props.vpc)),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      // Adds the right to send traces on "*": X-Ray has no resource to name in a policy.
      tracing: props.config.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    });
    // Node's flags are not among them: changing those, as source maps would, costs most of a cold start again.
    for (const [name, value] of Object.entries(props.environment ?? {})) {
      if (value !== undefined) this.lambda.addEnvironment(name, value);
    }
    if (!props.config.tracing) {
      Validations.of(this.lambda).acknowledge({
        id: 'Serverless::Serverless-LambdaTracing',
        reason: 'Traces are switched off for this deployment; its logs and alarms do not depend on them.',
      });
    }
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason: 'Its caller waits for the answer; what runs on the schedule is run again a minute later.',
    });
  }

  /** Tells the function a table's name and allows these actions on its items, indexes excluded. */
  useTable(variable: keyof Environment, table: ITable, actions: readonly TableAction[]): void {
    this.lambda.addEnvironment(variable, table.tableName);
    this.allow(
      actions.map((action) => `dynamodb:${action}`),
      table.tableArn,
    );
  }

  /** Tells the function an index's name and allows it to be queried. */
  useIndex(variable: keyof Environment, table: ITable, index: string): void {
    this.lambda.addEnvironment(variable, index);
    this.allow(['dynamodb:Query'], `${table.tableArn}/index/${index}`);
  }

  /** Tells the function a secret's ARN and allows it to read the value. */
  useSecret(variable: keyof Environment, secret: ISecret): void {
    this.lambda.addEnvironment(variable, secret.secretArn);
    this.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
  }

  /** What Lambda itself does in the function's name. Network interfaces that do not exist yet cannot be named. */
  private mayUseNetwork(): void {
    const actions = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DeleteNetworkInterface'];
    this.allow(
      actions.map((action) => `ec2:${action}`),
      '*',
    );
  }

  /** Calls go out by https, and nothing comes in. */
  private inNetwork(vpc: IVpc) {
    const group = new SecurityGroup(this, 'Network', { vpc, allowAllOutbound: false });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Pockyt, DynamoDB, Secrets Manager');
    return {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [group],
    };
  }

  private allow(actions: readonly string[], resource: string): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
  }
}
