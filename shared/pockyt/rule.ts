/** A value in the form in which it is signed and sent, or a sentence that says what would be accepted. */
export type Checked = { readonly text: string } | { readonly problem: string };
/** What a parameter must be. */
export type Rule = (value: unknown) => Checked;

export const refuse = (problem: string): Checked => ({ problem });
export const accept = (text: string): Checked => ({ text });

/** The rule of text that must match a shape. */
export function shaped(shape: RegExp, problem: string): Rule {
  return (value) => (typeof value === 'string' && shape.test(value) ? accept(value) : refuse(problem));
}

/** The rule of text that must be one of these. */
export function oneOf(values: readonly string[]): Rule {
  return (value) =>
    values.includes(value as string)
      ? accept(value as string)
      : refuse(`Must be one of ${values.join(', ')}.`);
}
