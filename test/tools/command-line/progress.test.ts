import { progress } from '#tools/command-line/progress.ts';

let written: string[];
const write = (text: string) => written.push(text);

beforeEach(() => {
  written = [];
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('progress', () => {
  it('is told every five seconds where lines stay, also of a step that takes long', () => {
    const { at, done } = progress('Kneading', { write });
    jest.advanceTimersByTime(4_999);
    expect(written).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(written).toEqual(['Kneading, 5 s\n']);
    at('Baking');
    jest.advanceTimersByTime(5_000);
    expect(written).toEqual(['Kneading, 5 s\n', 'Baking, 10 s\n']);
    done();
    jest.advanceTimersByTime(60_000);
    expect(written).toHaveLength(2);
  });

  it('is told by a run that never pauses, for which no timer comes', () => {
    const { at, done } = progress('Kneading', { write });
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 6_000);
    at('Baking');
    clock.mockRestore();
    done();
    expect(written).toEqual(['Baking, 6 s\n']);
  });

  it('stays in one line on a terminal, which is free again afterwards', () => {
    const { at, done } = progress('Kneading', { isTTY: true, write });
    at('Baking');
    done();
    expect(written).toEqual(['\r\x1b[KKneading, 0 s', '\r\x1b[KBaking, 0 s', '\r\x1b[K']);
  });

  it('says nothing of a short run', () => {
    const { at, done } = progress('Kneading', { write });
    at('Baking');
    done();
    expect(written).toEqual([]);
  });
});
