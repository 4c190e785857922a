import { evaluate, type Json, type Scope } from './intrinsics.ts';

/** A CloudFormation template, as far as cdk-local reads it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json }>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
}

/** A resource of the template. */
export interface Resource {
  /** Its logical id. */
  readonly id: string;
  /** Its physical name. */
  readonly name: string;
  /** Its ARN; empty when nothing refers to resources of this type by ARN. */
  readonly arn: string;
  /** One property, with the intrinsic functions in it evaluated; undefined when it is not set. */
  property<T extends Json>(name: string): T | undefined;
}

/** Where the local stack claims to be. No part of it leaves this machine. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** How resources of one type are called, and what may be asked of them. */
interface Identity {
  /** The property with the physical name. Without it, or where it is not set, a name is made. */
  readonly nameProperty?: string;
  readonly arn?: (name: string) => string;
  /** What `Ref` gives. */
  readonly ref: 'name' | 'arn';
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, Answer>>;
}

/** A resource's name, its ARN, or what is made of its ARN. */
type Answer = 'name' | 'arn' | ((arn: string) => string);

const arnOf = (service: string, kind: string) => (name: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}${name}`;

/** The ARN of a table's stream. AWS has the time there at which it was switched on. */
export function streamOf(tableArn: string): string {
  return `${tableArn}/stream/local`;
}

const TABLE: Identity = {
  nameProperty: 'TableName',
  arn: arnOf('dynamodb', 'table/'),
  ref: 'name',
  attributes: { Arn: 'arn', StreamArn: streamOf },
};

const IDENTITIES: Readonly<Record<string, Identity>> = {
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    arn: arnOf('lambda', 'function:'),
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    // AWS puts six random characters behind the name; here they are the same in every run.
    arn: (name) => `${arnOf('secretsmanager', 'secret:')(name)}-Local0`,
    ref: 'arn',
    attributes: { Id: 'arn' },
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    arn: arnOf('logs', 'log-group:'),
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    arn: arnOf('events', 'rule/'),
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    arn: arnOf('events', 'event-bus/'),
    ref: 'name',
    attributes: { Arn: 'arn', Name: 'name' },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: arnOf('sqs', ''),
    ref: 'name',
    attributes: { Arn: 'arn' },
  },
  'AWS::ApiGatewayV2::Api': { ref: 'name', attributes: { ApiId: 'name' } },
  'AWS::ApiGatewayV2::Integration': { ref: 'name', attributes: {} },
  'AWS::ApiGatewayV2::Authorizer': { ref: 'name', attributes: { AuthorizerId: 'name' } },
};

/** The types of resource that the template of the stack with this name holds. */
export function resourceTypes(template: Template): { readonly id: string; readonly type: string }[] {
  return Object.entries(template.Resources).map(([id, { Type }]) => ({ id, type: Type }));
}

/**
 * Reads the resources of some types from the template of the stack that has this name.
 *
 * @throws Error, when a property is asked for, that names the reference which has no local meaning
 */
export function templateReader(template: Template, stack: string): (...types: string[]) => Resource[] {
  const pseudo: Readonly<Record<string, Json | undefined>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': REGION,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`,
    'AWS::NoValue': undefined,
  };
  const scope: Scope = {
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      return parameter ? (parameter.Default ?? '') : ask(name, 'Ref', (identity) => identity.ref);
    },
    attribute: (id, attribute) => ask(id, attribute, (identity) => identity.attributes[attribute]),
  };

  function ask(id: string, wanted: string, which: (identity: Identity) => Answer | undefined): Json {
    const type = template.Resources[id]?.Type;
    if (!type) throw new Error(`The template refers to ${id}, which it does not contain.`);
    const identity = IDENTITIES[type];
    const answer = identity && which(identity);
    if (typeof answer === 'function') return answer(resource(id).arn);
    if (answer) return resource(id)[answer];
    throw new Error(
      `The template needs ${wanted} of ${id}, and cdk-local does not know it for ${type}. ` +
        'Add it to cdk-local/assembly/template.ts.',
    );
  }

  function resource(id: string): Resource {
    const { Type, Properties = {} } = template.Resources[id] as TemplateResource;
    const identity = IDENTITIES[Type];
    const property = (name: string) => {
      const value = Properties[name];
      return value === undefined ? undefined : evaluate(value, scope, `${id}.${name}`);
    };
    const given = identity?.nameProperty && property(identity.nameProperty);
    const name = identity?.nameProperty ? String(given ?? `${stack}-${id}`) : id;
    return {
      id,
      name,
      arn: identity?.arn?.(name) ?? '',
      property: <T extends Json>(wanted: string) => property(wanted) as T | undefined,
    };
  }

  return (...types) =>
    resourceTypes(template)
      .filter(({ type }) => types.includes(type))
      .map(({ id }) => resource(id));
}
