import { readFileSync } from 'node:fs';

/** A heading and what stands below it, up to the next heading of any level. */
export interface Section {
  readonly level: number;
  /** Without backticks and asterisks. */
  readonly title: string;
  readonly text: string;
}

export function sectionsOf(file: string): Section[] {
  // A # inside a code block is no heading.
  const parts = withoutCode(readFileSync(file, 'utf8'), (code) => code.replace(/^#/gm, '\u0000'))
    .split(/^(?=#{1,6} )/m)
    .filter((part) => part.startsWith('#'));
  return parts.map((part) => {
    const [heading = '', ...lines] = part.replaceAll('\u0000', '#').split('\n');
    const [, marks = '', title = ''] = /^(#+) (.*)$/.exec(heading) ?? [];
    return { level: marks.length, title: title.replace(/[`*]/g, ''), text: lines.join('\n') };
  });
}

/** @throws when there is no section with that title. */
export function sectionOf(file: string, title: string): Section {
  const found = sectionsOf(file).find((section) => section.title === title);
  if (!found) throw new Error(`${file} has no section "${title}".`);
  return found;
}

/** The rows of every table in a text, without their heads, each cell without backticks. */
export function tableRows(text: string): string[][] {
  const rows = text
    .split('\n')
    .map((line) => (line.startsWith('|') ? line.slice(1, line.lastIndexOf('|')).split('|') : null));
  return rows.flatMap((row, index) => {
    const isRule = row?.every((cell) => /^-+$/.test(cell.trim())) ?? false;
    const isHead = rows[index + 1]?.every((cell) => /^-+$/.test(cell.trim())) ?? false;
    return row === null || isRule || isHead ? [] : [row.map((cell) => cell.trim().replaceAll('`', ''))];
  });
}

/** The contents of the code blocks in a language. */
export function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? '');
}

/** Where the links of a page lead. */
export function linksOf(file: string): string[] {
  const text = withoutCode(readFileSync(file, 'utf8'), () => '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** The anchors that GitHub makes of a page's headings. */
export function anchorsOf(file: string): string[] {
  return sectionsOf(file).map(({ title }) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string, replace: (code: string) => string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, replace);
}
