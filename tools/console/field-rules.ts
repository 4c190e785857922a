import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A field of the request that makes a link, as the API's own description has it. */
export interface FieldRule {
  readonly name: string;
  readonly required: boolean;
  /** Plain text in which backticks stand around code. */
  readonly rule: string;
  /** The values that it can have, where they are few. */
  readonly values: readonly string[];
  readonly example?: string;
}

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

const DOCUMENT = new URL('../../docs/openapi.yaml', import.meta.url);

/** The fields of `CreatePaymentLink` in docs/openapi.yaml, in its order: the one place where their rules are told. */
export function readFieldRules(text = readFileSync(DOCUMENT, 'utf8')): FieldRule[] {
  const { schemas } = parse(text).components as { schemas: Readonly<Record<string, Schema>> };
  const { properties = {}, required = [] } = schemas.CreatePaymentLink as Schema;
  return Object.entries(properties).map(([name, property]) => {
    const shared = property.$ref === undefined ? undefined : schemas[property.$ref.split('/').at(-1)!];
    return {
      name,
      required: required.includes(name),
      rule: [property.description, shared?.description]
        .flatMap((description) => description?.trim().replaceAll(/\s+/g, ' ') ?? [])
        .join(' '),
      values: property.enum ?? shared?.enum ?? [],
      example: shared?.examples?.[0],
    };
  });
}
