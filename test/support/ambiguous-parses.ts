import type { WireParameters } from '#shared/pockyt/signature.ts';

/**
 * Every set of parameters whose joined form is this text: cut at any choice of its `&`, and each piece at any of its
 * `=`. Sets whose names are out of order or repeat are left out, since joining them would give another text, and so
 * are those with a parameter that `accepts` refuses.
 */
export function cuttings(
  text: string,
  accepts: (name: string, value: string) => boolean = () => true,
): WireParameters[] {
  return cut(text.split('&'), accepts);
}

function cut(pieces: readonly string[], accepts: (name: string, value: string) => boolean): WireParameters[] {
  const found: WireParameters[] = [];
  for (let taken = 1; taken <= pieces.length; taken++) {
    const first = pieces.slice(0, taken).join('&');
    for (let at = first.indexOf('='); at >= 0; at = first.indexOf('=', at + 1)) {
      const name = first.slice(0, at);
      const value = first.slice(at + 1);
      if (!accepts(name, value)) continue;
      for (const others of taken === pieces.length ? [{}] : cut(pieces.slice(taken), accepts)) {
        if (Object.keys(others).every((other) => name < other)) found.push({ [name]: value, ...others });
      }
    }
  }
  return found;
}
