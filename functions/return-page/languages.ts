/** The languages of the page, as BCP 47 tags. The first is for whoever asks for none of them. */
export const LANGUAGES = ['en', 'zh', 'zh-Hant', 'ko', 'th', 'id', 'ms', 'bn', 'ur', 'fil'] as const;
export type Language = (typeof LANGUAGES)[number];

const RIGHT_TO_LEFT: readonly Language[] = ['ur'];

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';
}

/**
 * The language that a request likes best; of those it likes as much, the one that it names first.
 *
 * @param acceptLanguage the header `Accept-Language`, such as `ur-PK,ur;q=0.9,en;q=0.5`.
 */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const ranges = (acceptLanguage ?? '').split(',').map((range) => {
    const [tag, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return { language: languageOf(tag as string), quality: Number(quality) };
  });
  const wanted = ranges.filter(({ language, quality }) => language !== undefined && quality > 0);
  return wanted.sort((one, other) => other.quality - one.quality)[0]?.language ?? LANGUAGES[0];
}

/** The language for a range of languages in lower case; a region or a script that we do not tell apart is left out. */
function languageOf(tag: string): Language | undefined {
  const [primary, ...rest] = tag.split('-') as [string, ...string[]];
  if (primary === 'zh' && isTraditional(rest)) return 'zh-Hant';
  // Tagalog, on which Filipino rests: some browsers still send that name for it.
  if (primary === 'tl') return 'fil';
  return LANGUAGES.find((language) => language === primary);
}

/** Chinese is written in two ways, and the region tells which where the script is not said. */
function isTraditional(subtags: readonly string[]): boolean {
  const hasOneOf = (...names: string[]) => names.some((name) => subtags.includes(name));
  return hasOneOf('hant') || (!hasOneOf('hans') && hasOneOf('tw', 'hk', 'mo'));
}
