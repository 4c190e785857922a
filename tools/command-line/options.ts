/** An option of a command line, as it is typed, explained and read. */
export interface Option<T> {
  /** Stands for the value in the help: `N`. A flag has none. */
  readonly value?: string;
  readonly does: string;
  /** What counts when the option is not typed. */
  readonly otherwise: T;
  /** How the help says that, if not as it is. */
  readonly otherwiseSaid?: string;
  /** What the value has to be, behind "must be". */
  readonly mustBe: string;
  /** The value that a text means; undefined when it means none. */
  readonly read: (text: string) => T | undefined;
}

/** What is typed or not, and has no value. */
export function flag(does: string): Option<boolean> {
  return { does, otherwise: false, mustBe: 'typed alone', read: () => true };
}

interface Described<T> {
  readonly does: string;
  readonly otherwise: T;
}

interface Range {
  readonly least?: number;
  readonly most?: number;
}

export function wholeNumber<T extends number | undefined>(range: Range & Described<T>): Option<number | T> {
  return {
    value: 'N',
    does: range.does,
    otherwise: range.otherwise,
    mustBe: `a whole number from ${bounds(range).join(' to ')}`,
    read: (text) => numberIn(text, range),
  };
}

/** Several, with commas between them: `5,10,20`. */
export function wholeNumbers(range: Range & Described<readonly number[]>): Option<readonly number[]> {
  return {
    value: 'N,N',
    does: range.does,
    otherwise: range.otherwise,
    mustBe: `whole numbers from ${bounds(range).join(' to ')} with commas between them`,
    read: (text) => {
      const numbers = text.split(',').map((each) => numberIn(each, range));
      return numbers.includes(undefined) ? undefined : (numbers as number[]);
    },
  };
}

export function oneOf<const C extends string>(
  choices: readonly C[],
  { does, otherwise }: Described<NoInfer<C>>,
): Option<C> {
  return {
    value: choices.join('|'),
    does,
    otherwise,
    mustBe: choices.join(' or '),
    read: (text) => choices.find((choice) => choice === text),
  };
}

/** Some of these names, with commas between them; all of them when the option is not typed. */
export function someOf(names: readonly string[], does: string): Option<readonly string[]> {
  return {
    value: 'a,b',
    does: `${does}: ${names.join(', ')}`,
    otherwise: names,
    otherwiseSaid: 'all',
    mustBe: 'names that --help lists, with commas between them',
    read: (text) => {
      const asked = text.split(',');
      return asked.every((name) => names.includes(name)) ? asked : undefined;
    },
  };
}

/** Any text that is not empty. */
export function anyText({
  value,
  does,
}: {
  readonly value: string;
  readonly does: string;
}): Option<string | undefined> {
  return { value, does, otherwise: undefined, mustBe: 'a text', read: (text) => text || undefined };
}

function bounds({ least = 0, most = 999_999_999 }: Range): [number, number] {
  return [least, most];
}

function numberIn(text: string, range: Range): number | undefined {
  const [least, most] = bounds(range);
  if (!/^\d{1,9}$/.test(text)) return undefined;
  return Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
}
