import {
  CfnEIP,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NatProvider,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Retention } from './retention.ts';

/**
 * A network whose traffic to the outside comes from one fixed address: Pockyt's portal can restrict calls to listed
 * addresses, and functions have none of their own.
 *
 * One NAT gateway, so one address and one zone: while that zone is down, Pockyt cannot be called, and everything that
 * is unknown then is resolved afterwards.
 */
export class Egress extends Construct {
  readonly vpc: Vpc;
  readonly address: string;

  constructor(scope: Construct, id: string, retention: Retention) {
    super(scope, id);
    const elasticIp = new CfnEIP(this, 'Address', { domain: 'vpc' });
    this.address = elasticIp.ref;
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.80.0.0/22'),
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [elasticIp.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
      ],
      // Most of what the functions say goes to DynamoDB: this way it is neither paid nor seen by the NAT gateway.
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    });
    const logGroup = new LogGroup(this, 'Rejected', {
      retention: retention.logs,
      removalPolicy: retention.secretsAndLogs,
    });
    this.vpc.addFlowLog('Rejected', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
