import { directionOf, LANGUAGES, preferredLanguage } from '#functions/return-page/languages.ts';
import { notFoundPage } from '#functions/return-page/page.ts';
import { TEXTS } from '#functions/return-page/texts.ts';

describe('the language of a page', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['de-DE,de;q=0.9', 'en'],
    ['de,th;q=0.1', 'th'],
    ['KO-kr', 'ko'],
    ['en-GB,ur;q=0.9', 'en'],
    ['en;q=0.5,ur-PK;q=0.8,*;q=0.1', 'ur'],
    ['id, ms', 'id'],
    ['ms;q=0, id;q=0.2', 'id'],
    ['ms;q=0', 'en'],
    ['bn;q=nonsense', 'en'],
    ['bn-BD ; q=0.7', 'bn'],
    ['fil-PH', 'fil'],
    ['tl', 'fil'],
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['zh-SG', 'zh'],
    ['zh-Hans-HK', 'zh'],
    ['zh-Hant', 'zh-Hant'],
    ['zh-Hant-CN', 'zh-Hant'],
    ['zh-TW', 'zh-Hant'],
    ['zh-hk', 'zh-Hant'],
    ['zh-MO', 'zh-Hant'],
    ['constructor, __proto__', 'en'],
    [';;,,=;q', 'en'],
  ])('for "Accept-Language: %s" is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it.each(LANGUAGES)('%s has every text, and is said where it is written', (language) => {
    const texts = Object.values(TEXTS[language]).flat();
    expect(Object.keys(TEXTS[language])).toEqual(Object.keys(TEXTS.en));
    for (const text of texts) expect(text).toMatch(/^\S.*\S$/);
    if (language !== 'en')
      expect(texts.filter((text) => Object.values(TEXTS.en).flat().includes(text))).toEqual([]);
    const direction = language === 'ur' ? 'rtl' : 'ltr';
    expect(directionOf(language)).toBe(direction);
    expect(notFoundPage(language).body).toContain(`<html lang="${language}" dir="${direction}">`);
  });
});
