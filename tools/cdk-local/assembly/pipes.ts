import type { Table } from './storage.ts';
import { type Resource, streamOf } from './template.ts';

/** A pipe from a table's stream to an event bus. */
export interface Pipe {
  readonly id: string;
  /** The name of the table whose stream it reads. */
  readonly table: string;
  /** Event patterns, as JSON: a change passes if one of them matches. */
  readonly filters: readonly string[];
  readonly inputTemplate: string;
  readonly source: string;
  /** The path to the event's kind in a change. */
  readonly detailType: string;
}

interface SourceParameters {
  readonly FilterCriteria: { readonly Filters: readonly { readonly Pattern: string }[] };
}
interface TargetParameters {
  readonly InputTemplate: string;
  readonly EventBridgeEventBusParameters: { readonly DetailType: string; readonly Source: string };
}

/** Reads the template's pipes, each of which must lead from a table of the stack to an event bus. */
export function readPipes(resources: (...types: string[]) => Resource[], tables: readonly Table[]): Pipe[] {
  return resources('AWS::Pipes::Pipe').map((pipe) => {
    const table = tables.find(({ arn }) => streamOf(arn) === pipe.property('Source'));
    if (table === undefined) throw new Error(`The pipe ${pipe.id} has a source that is no table's stream.`);
    const source = pipe.property('SourceParameters') as unknown as SourceParameters | undefined;
    const target = pipe.property('TargetParameters') as unknown as TargetParameters | undefined;
    const bus = target?.EventBridgeEventBusParameters;
    if (source?.FilterCriteria === undefined || target === undefined || bus === undefined) {
      throw new Error(
        `The pipe ${pipe.id} is not served locally: only one with a filter and an event bus is.`,
      );
    }
    const filters = source.FilterCriteria.Filters.map(({ Pattern }) => Pattern);
    const other = filters.find((pattern) => !asksExistence(JSON.parse(pattern)));
    if (other !== undefined) {
      throw new Error(
        `The pipe ${pipe.id} has the filter ${other}; cdk-local knows rules such as {"exists":true} only.`,
      );
    }
    return {
      id: pipe.id,
      table: table.name,
      filters,
      inputTemplate: target.InputTemplate,
      source: bus.Source,
      detailType: bus.DetailType,
    };
  });
}

/** Whether a pattern holds rules of the one kind that is served: whether something is there. */
function asksExistence(pattern: unknown): boolean {
  if (typeof pattern !== 'object' || pattern === null) return false;
  if (!Array.isArray(pattern)) return Object.values(pattern).every(asksExistence);
  return pattern.every((rule) => Object.keys(Object(rule)).join() === 'exists');
}
