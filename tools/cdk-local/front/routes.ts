import type { HttpRoute } from '../assembly/http-api.ts';

/** The route that takes a request, and what its path parameters are, decoded. */
export interface RouteMatch {
  readonly route: HttpRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route for a request as an HTTP API does: fixed segments go before parameters, parameters before greedy
 * ones (`{proxy+}`), and a method goes before ANY.
 *
 * @param path as it was sent, percent-encoded, without the query
 * @throws URIError when the path holds a `%` that encodes nothing
 */
export function matchRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const segments = path.split('/');
  let best: (RouteMatch & { rank: string }) | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const matched = matchPath(route.path.split('/'), segments);
    if (!matched) continue;
    const rank = `${matched.rank}${route.method === 'ANY' ? 'b' : 'a'}`;
    if (!best || rank < best.rank) best = { route, pathParameters: matched.parameters, rank };
  }
  return best && { route: best.route, pathParameters: best.pathParameters };
}

/** Ranks sort as text: `a` for a fixed segment, `b` for a parameter, `c` for a greedy one. */
function matchPath(pattern: readonly string[], segments: readonly string[]) {
  const parameters: Record<string, string> = {};
  let rank = '';
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part.endsWith('+}')) {
      parameters[part.slice(1, -2)] = decodeURIComponent(segments.slice(index).join('/'));
      return { parameters, rank: `${rank}c` };
    }
    if (part.startsWith('{')) {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = decodeURIComponent(segment);
      rank += 'b';
    } else {
      if (part !== decodeURIComponent(segment)) return undefined;
      rank += 'a';
    }
  }
  return pattern.length === segments.length ? { parameters, rank } : undefined;
}
