type Line = Readonly<Record<string, unknown>>;

/**
 * Whether a log line matches a pattern of CloudWatch Logs, of which this reads what the stack uses: `{ ... }` with
 * `$.field = "text"`, where `*` stands for anything, `&&`, `||` and parentheses. Text that is no JSON object never
 * matches, as in CloudWatch.
 *
 * @throws for a pattern with anything else in it.
 */
export function matches(pattern: string, text: string): boolean {
  const line = jsonObject(text);
  const tokens = tokensOf(pattern);
  let at = 0;
  const take = (expected?: string) => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`${pattern}: ${expected ?? 'something'} is missing before ${token ?? 'the end'}.`);
    }
    return token;
  };
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === '||') {
      take();
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[at] === '&&') {
      take();
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    if (tokens[at] === '(') {
      take();
      const value = either();
      take(')');
      return value;
    }
    const field = take().replace(/^\$\./, '');
    take('=');
    return isLike(line?.[field], JSON.parse(take()));
  };

  take('{');
  const value = either();
  take('}');
  if (at !== tokens.length) throw new Error(`${pattern} goes on after its end.`);
  return line !== null && value;
}

function tokensOf(pattern: string): string[] {
  const token = /\s*(\$\.\w+|"[^"\\]*"|&&|\|\||[{}()=])\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < pattern.length) {
    const [, found] = token.exec(pattern) ?? [];
    if (found === undefined) throw new Error(`This pattern is beyond what is read here: ${pattern}`);
    tokens.push(found);
  }
  return tokens;
}

function isLike(value: unknown, wanted: string): boolean {
  const parts = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]]/g, '\\$&'));
  return typeof value === 'string' && new RegExp(`^${parts.join('.*')}$`, 's').test(value);
}

function jsonObject(text: string): Line | null {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
