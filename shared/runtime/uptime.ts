/**
 * Milliseconds on a clock that only moves forward. `performance.now()` tells the same, but its first use loads a
 * module of Node's that nothing else here needs, while a customer waits.
 */
export function uptimeMs(): number {
  return process.uptime() * 1000;
}
