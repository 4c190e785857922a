import { readResolution } from '#functions/resolution/request.ts';
import type { Problem } from '#shared/http/problem.ts';

const MADE = { outcome: 'made', seen: 'Success, 13.00 PHP.', transactionNo: '297512345678000001' };
const NOT_MADE = { outcome: 'not-made', seen: 'Nothing under the reference.' };

/** The fields, or what is wrong with each. */
function read(body: Record<string, unknown>) {
  try {
    return readResolution(body);
  } catch (error) {
    return (error as Problem).options.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`);
  }
}

describe('the body of a resolution', () => {
  it('is the outcome and what was seen, with the number of what was made', () => {
    expect(read(NOT_MADE)).toEqual(NOT_MADE);
    expect(read(MADE)).toEqual(MADE);
  });

  it('may say what was seen in any script, in 200 characters', () => {
    for (const seen of ['已付款', 'x', '\u{1F600}'.repeat(200), 'a "b" & c']) {
      expect(read({ ...NOT_MADE, seen })).toEqual({ ...NOT_MADE, seen });
    }
  });

  it.each([
    '',
    ' ',
    '\u00a0',
    'x'.repeat(201),
    '\u{1F600}'.repeat(201),
    'a\nb',
    'a\u0000',
    '\ud83d',
    1,
    null,
    ['x'],
  ])('cannot say of what was seen %j', (seen) => {
    expect(read({ ...NOT_MADE, seen })).toEqual([
      '#/seen Must say in 1 to 200 characters what you saw in Pockyt’s portal: it is kept in the history.',
    ]);
  });

  it.each(['', 'a b', 'x'.repeat(65), 12, null])('cannot name a number such as %j', (transactionNo) => {
    expect(read({ ...MADE, transactionNo })).toEqual([
      '#/transactionNo Must be Pockyt’s number of what was made, as its portal shows it.',
    ]);
  });

  it('names the number of what was made, and no other', () => {
    const { transactionNo, ...rest } = MADE;
    expect(read(rest)).toEqual([expect.stringMatching(/^#\/transactionNo Is required\. Must be Pockyt’s/)]);
    expect(read({ ...NOT_MADE, transactionNo })).toEqual([
      '#/transactionNo Goes only with the outcome "made".',
    ]);
    expect(read({ ...NOT_MADE, transactionNo: 'a b' })).toEqual([
      expect.stringMatching(/^#\/transactionNo Must be/),
    ]);
  });

  it('is refused with all that is wrong at once', () => {
    expect(read({})).toEqual([
      expect.stringMatching(/^#\/outcome Is required\. Must be "made" or "not-made"/),
      expect.stringMatching(/^#\/seen Is required\. Must say/),
    ]);
    expect(read({ outcome: 'lost', seen: '', transactionNo: 1, by: 'me', 'odd/~\ud800': 1 })).toEqual([
      '#/by Is no field of a resolution. Leave it out.',
      '#/odd~1~0%EF%BF%BD Is no field of a resolution. Leave it out.',
      expect.stringMatching(/^#\/outcome Must be/),
      expect.stringMatching(/^#\/seen Must say/),
      expect.stringMatching(/^#\/transactionNo Must be/),
    ]);
    const refused = () => readResolution({ outcome: 'lost', seen: 1 });
    expect(refused).toThrow(
      /^Nothing was resolved\. outcome: Must be .* shows\. seen: Must say in 1 to 200 characters/,
    );
    expect(refused).toThrow(expect.objectContaining({ type: 'invalid-request' }));
  });

  it.each(['toString', '__proto__', 'constructor'])('has no field %s', (name) => {
    const body = JSON.parse(`{"outcome": "not-made", "seen": "x", "${name}": 1}`);
    expect(read(body)).toEqual([`#/${name} Is no field of a resolution. Leave it out.`]);
  });
});
