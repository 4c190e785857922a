import { randomUUID } from 'node:crypto';
import type { Pipe } from '../assembly/pipes.ts';
import { ACCOUNT, REGION } from '../assembly/template.ts';

/** An event as EventBridge hands it to a rule's target. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, without fractions of a second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A record of a table's stream, so far as a pipe looks at it: the stored item, in DynamoDB's own JSON. */
export interface Change {
  /** The table's name. */
  readonly table: string;
  readonly dynamodb: { readonly NewImage: Readonly<Record<string, unknown>> };
}

/** What a pipe makes of a change; undefined for one of another table, or that does not pass its filter. */
export function eventFrom(change: Change, pipe: Pipe, now: Date): BusEvent | undefined {
  if (change.table !== pipe.table) return undefined;
  if (!pipe.filters.some((pattern) => matches(change, JSON.parse(pattern)))) return undefined;
  const fill = (text: string) =>
    text.replace(/<(\$[^>]+)>/g, (_, path: string) => escaped(String(at(change, path) ?? '')));
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': String(at(change, pipe.detailType)),
    source: pipe.source,
    account: ACCOUNT,
    time: `${now.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [],
    detail: JSON.parse(fill(pipe.inputTemplate)),
  };
}

/** Whether a value matches an event pattern. Every rule in a pipe's patterns is about `exists`. */
function matches(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return pattern.some(({ exists }: { exists: boolean }) => exists === (value !== undefined));
  }
  return Object.entries(pattern as object).every(([name, inner]) =>
    matches((value as Record<string, unknown> | undefined)?.[name], inner),
  );
}

/** The value at a path such as `$.dynamodb.NewImage.status.S`. */
function at(change: Change, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], change);
}

/** Text as it stands inside of quotation marks in JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
