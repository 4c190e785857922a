import { type FieldError, pointerTo } from './problem.ts';

/**
 * The fields of a body that a request does not have, each with what to do about it: a field of that name that is written
 * another way (`callback_url`) is answered with the right one.
 *
 * @param options.of what the field is none of: "a refund".
 * @param options.reasons why a caller must not send a field, by its name.
 */
export function unknownFields(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
  { of, reasons = {} }: { of: string; reasons?: Readonly<Record<string, string>> },
): FieldError[] {
  return Object.keys(body)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const reason = Object.hasOwn(reasons, name) ? reasons[name] : undefined;
      const meant = known.find((each) => letters(each) === letters(name));
      const todo = meant === undefined ? 'Leave it out.' : `It is written ${meant}.`;
      return { pointer: pointerTo(name), detail: reason ?? `Is no field of ${of}. ${todo}` };
    });
}

/** A name without what spellings differ in: `callback_url`, `Callback-URL`, `callbackUrl`. */
function letters(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
