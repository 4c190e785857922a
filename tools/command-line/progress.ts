/** Tells how far a long run is, on the standard error. */
export interface Progress {
  /** @param line where the run is now; `said` again and again until the next. */
  at(line: string): void;
  /** The run is over: nothing more is said, and a terminal's line is free again. */
  done(): void;
}

/** How often, where each line stays; a terminal shows the same line anew. */
const LOG_MS = 5_000;
const TERMINAL_MS = 1_000;

interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Where lines stay, a short run says nothing: the first comes after some seconds.
 *
 * @param first where the run begins.
 */
export function progress(first: string, screen: Screen = process.stderr): Progress {
  const begun = performance.now();
  let last = begun;
  let current = first;
  const say = () => {
    last = performance.now();
    const text = `${current}, ${Math.round((last - begun) / 1000)} s`;
    screen.write(screen.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  if (screen.isTTY) say();
  const timer = setInterval(say, screen.isTTY ? TERMINAL_MS : LOG_MS).unref();
  return {
    at(line) {
      current = line;
      // The timer waits for a run that never pauses.
      if (screen.isTTY || performance.now() - last >= LOG_MS) say();
    },
    done() {
      clearInterval(timer);
      if (screen.isTTY) screen.write('\r\x1b[K');
    },
  };
}
