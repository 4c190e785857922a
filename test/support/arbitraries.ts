import fc from 'fast-check';
import { WIRE_NAMES } from '#shared/pockyt/wire-names.ts';

/** Text of any script, without the halves of characters that no encoding can carry. */
export const anyText = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());

/** Text that a notice may carry in a field: no control characters and nothing that could be cut into a field. */
export const fieldText = anyText.filter((text) => !/\p{Cc}/u.test(text) && !/&[^&]*=/.test(text));

/** Names as they occur on the wire, and names that nobody has published. */
export const fieldName = fc.oneof(
  fc
    .constantFrom(...WIRE_NAMES, 'transactionNo', 'status', 'time', 'vendorId')
    .filter((name) => name !== 'verifySign'),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/).filter((name) => name !== 'verifySign'),
);

/** Parameters as a notice may carry them. */
export const wireParameters = fc.dictionary(fieldName, fieldText, { minKeys: 1, maxKeys: 12 });

export const token = fc.stringMatching(/^[0-9a-f]{32,33}$/);
