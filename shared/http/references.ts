/** The rule of `reference` in a body, here without the rest of Pockyt's page: for text that stands in a path. */
const REFERENCE = /^(?!.*--[0-9]+$)[A-Za-z0-9_-]{1,60}$/;

/** Whether text can be a merchant's reference. What cannot be one is looked for nowhere. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}
