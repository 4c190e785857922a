import type { Remains, Row } from './conformance.ts';

const MARKS: Readonly<Record<Row['verdict'], string>> = { kept: 'ok', broken: 'BROKEN', untried: '-' };

/** Rows as a table that grows: a heading for each promise, and a line for each case. */
export function createTable(print: (line: string) => void): (row: Row) => void {
  let heading = '';
  return ({ promise, request, expected, got, verdict, fault }) => {
    if (promise !== heading) {
      print('');
      print(promise);
      heading = promise;
    }
    const found = fault === undefined ? got : `${got}: ${fault}`;
    print(`  ${MARKS[verdict].padEnd(7)} ${request.padEnd(58)} ${expected.padEnd(42)} ${found}`.trimEnd());
  };
}

/** What it all comes to, in a few lines. */
export function summary(rows: readonly Row[], { made, left }: Remains): string[] {
  const count = (verdict: Row['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  const [kept, broken, untried] = [count('kept'), count('broken'), count('untried')];
  return [
    `${rows.length - untried} cases: ${kept} as promised, ${broken} not.`,
    ...(untried > 0 ? [`${untried} cases were left out: they need the merchant's token.`] : []),
    `${made} links were made, ${made - left.length} of them are closed.`,
    ...left.map((link) => `Not closed: ${link}`),
  ];
}
