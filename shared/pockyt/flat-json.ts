const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\.)*"`;
const SCALAR = String.raw`${STRING}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`;
const MEMBER = new RegExp(
  String.raw`[ \t\r\n]*(${STRING})[ \t\r\n]*:[ \t\r\n]*(${SCALAR})[ \t\r\n]*([,}])`,
  'y',
);

/**
 * The members of a flat JSON object, in order and with repeats, each value as the text that a signature covers: a
 * string without its quotes and escapes, a number as it was written (`13.00` stays `13.00`), `null` as nothing.
 * Null when the text is anything else: nested, cut off, or no JSON.
 */
export function flatJsonMembers(text: string): [name: string, value: string][] | null {
  const body = text.trim();
  if (/^\{\s*\}$/.test(body)) return [];
  if (!body.startsWith('{')) return null;
  const members: [string, string][] = [];
  MEMBER.lastIndex = 1;
  for (;;) {
    const match = MEMBER.exec(body);
    if (match === null) return null;
    const name = unquoted(match[1] as string);
    const value = unquoted(match[2] as string);
    if (name === null || value === null) return null;
    members.push([name, value]);
    if (match[3] === '}') return MEMBER.lastIndex === body.length ? members : null;
  }
}

function unquoted(token: string): string | null {
  if (token === 'null') return '';
  if (token[0] !== '"') return token;
  try {
    return JSON.parse(token) as string;
  } catch {
    return null;
  }
}
