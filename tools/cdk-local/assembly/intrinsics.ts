/** A value as a template holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What references in a template lead to. */
export interface Scope {
  /** The value of `Ref`: a parameter's, a pseudo parameter's or a resource's. Undefined leaves the property out. */
  ref(name: string): Json | undefined;
  /** The value of `Fn::GetAtt`. */
  attribute(logicalId: string, name: string): Json;
}

type Intrinsic = (
  argument: Json,
  evaluate: (value: Json) => Json | undefined,
  scope: Scope,
) => Json | undefined;

/**
 * Evaluates the intrinsic functions in a value.
 *
 * @param where says in errors which part of the template this is
 * @throws Error that names an intrinsic which has no local meaning
 */
export function evaluate(value: Json, scope: Scope, where: string): Json | undefined {
  const inner = (nested: Json) => evaluate(nested, scope, where);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(inner).filter((item) => item !== undefined);
  const entries = Object.entries(value as { readonly [name: string]: Json });
  const [first] = entries;
  if (entries.length === 1 && first && isIntrinsic(first[0])) {
    const intrinsic = INTRINSICS[first[0]];
    if (intrinsic) return intrinsic(first[1], inner, scope);
    throw new Error(
      `${where} uses ${first[0]}, which cdk-local does not evaluate. ` +
        'Add it to cdk-local/assembly/intrinsics.ts, or write the template without it.',
    );
  }
  return Object.fromEntries(
    entries.flatMap(([name, nested]) => {
      const result = inner(nested);
      return result === undefined ? [] : [[name, result] as const];
    }),
  );
}

function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, _evaluate, scope) => scope.ref(name as string),
  'Fn::GetAtt': (argument, evaluate, scope) => {
    const [logicalId, ...path] = typeof argument === 'string' ? argument.split('.') : (argument as Json[]);
    return scope.attribute(logicalId as string, path.map((part) => evaluate(part)).join('.'));
  },
  'Fn::Join': (argument, evaluate) => {
    const [separator, items] = argument as [string, Json];
    return (evaluate(items) as Json[]).join(separator);
  },
  'Fn::Split': (argument, evaluate) => {
    const [separator, text] = argument as [string, Json];
    return String(evaluate(text)).split(separator);
  },
  'Fn::Select': (argument, evaluate) => {
    const [index, items] = argument as [number | string, Json];
    return (evaluate(items) as Json[])[Number(index)];
  },
  'Fn::Sub': (argument, evaluate, scope) => {
    const [text, variables] = (typeof argument === 'string' ? [argument, {}] : argument) as [
      string,
      Record<string, Json>,
    ];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal, name) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(variables, name)) return String(evaluate(variables[name]!));
      const [logicalId, ...path] = name.split('.');
      return String(path.length > 0 ? scope.attribute(logicalId, path.join('.')) : scope.ref(name));
    });
  },
};
