import { LosslessNumber } from 'lossless-json';
import { jsonObject, jsonOrNull, parseJson, scalarText } from '#shared/runtime/json.ts';

const thrownBy = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch (error) {
    return error;
  }
};

describe('JSON', () => {
  it('keeps a number as it was written', () => {
    expect(parseJson('{"amount":13.00}')).toEqual({ amount: new LosslessNumber('13.00') });
  });

  it.each([
    [
      'with two values for a key',
      '{"note":"canary","note":"2"}',
      'A key stands there twice, with two values.',
    ],
    ['that is cut off', '{"note":"canary"', 'This is no JSON.'],
    ['that is none', 'canary', 'This is no JSON.'],
  ])('%s is refused in words that quote nothing', (_, text, message) => {
    expect(thrownBy(text)).toEqual(new SyntaxError(message));
    expect(jsonOrNull(text)).toBeNull();
  });

  it('is read all the same where its faults do not matter', () => {
    expect(jsonOrNull('["a"]')).toEqual(['a']);
  });
});

describe('a value', () => {
  const number = new LosslessNumber('1.50');

  it.each([
    ['text', 'a', 'a'],
    ['no text at all', '', ''],
    ['a number', number, '1.50'],
    ['a number that has lost its text', 1.5, null],
    ['true', true, null],
    ['null', null, null],
    ['an object', { value: 'a' }, null],
    ['nothing', undefined, null],
  ])('that is %s has a text only if it is a scalar with one', (_, value, text) => {
    expect(scalarText(value)).toBe(text);
  });

  it('is an object with named members, or none', () => {
    const object = { a: '1' };
    expect(jsonObject(object)).toBe(object);
    for (const other of [null, undefined, [], 'a', true, number, () => {}])
      expect(jsonObject(other)).toBeNull();
  });
});
