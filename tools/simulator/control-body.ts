/** Why the simulator does not do what it was told: what is wrong, and what to do instead. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** The HTTP status that says so. */
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** What a member of a control's body may be: whether a value is that, and in words. */
export interface Shape<T> {
  readonly is: (value: unknown) => value is T;
  readonly words: string;
}

export const TEXT: Shape<string> = {
  is: (value): value is string => typeof value === 'string' && value !== '',
  words: 'a text',
};
export const FLAG: Shape<boolean> = { is: (value) => typeof value === 'boolean', words: 'true or false' };

/** A number between two others, both included. */
export const number = (from: number, to: number): Shape<number> => ({
  is: (value): value is number => typeof value === 'number' && value >= from && value <= to,
  words: `a number from ${from} to ${to}`,
});

/** A whole number between two others, both included. */
export const whole = (from: number, to: number): Shape<number> => ({
  is: (value): value is number => Number.isInteger(value) && number(from, to).is(value),
  words: `a whole number from ${from} to ${to}`,
});

export const oneOf = <T extends string>(...words: readonly T[]): Shape<T> => ({
  is: (value): value is T => (words as readonly unknown[]).includes(value),
  words: words.join(', '),
});

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Members<S extends Shapes> = { readonly [K in keyof S]?: S[K] extends Shape<infer T> ? T : never };

/**
 * The members of a control's body, each of its shape or absent.
 *
 * @throws {ControlError} about the first that is not, or that is unknown.
 */
export function readMembers<S extends Shapes>(
  body: Readonly<Record<string, unknown>>,
  shapes: S,
): Members<S> {
  for (const [name, value] of Object.entries(body)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (!shape) {
      throw new ControlError(
        `There is no ${name} here, only ${Object.keys(shapes).join(', ') || 'nothing'}.`,
      );
    }
    if (!shape.is(value)) throw new ControlError(`${name} must be ${shape.words}.`);
  }
  return body as Members<S>;
}
