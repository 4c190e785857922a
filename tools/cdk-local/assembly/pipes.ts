import type { Resource } from './template.ts';

/** A pipe from a table's stream to an event bus. */
export interface Pipe {
  readonly id: string;
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

/** Reads the template's pipes. */
export function readPipes(resources: (...types: string[]) => Resource[]): Pipe[] {
  return resources('AWS::Pipes::Pipe').map((pipe) => {
    const source = pipe.property('SourceParameters') as unknown as SourceParameters | undefined;
    const target = pipe.property('TargetParameters') as unknown as TargetParameters | undefined;
    const bus = target?.EventBridgeEventBusParameters;
    if (source?.FilterCriteria === undefined || target === undefined || bus === undefined) {
      throw new Error(
        `The pipe ${pipe.id} is not served locally: only one with a filter and an event bus is.`,
      );
    }
    return {
      id: pipe.id,
      filters: source.FilterCriteria.Filters.map(({ Pattern }) => Pattern),
      inputTemplate: target.InputTemplate,
      source: bus.Source,
      detailType: bus.DetailType,
    };
  });
}
