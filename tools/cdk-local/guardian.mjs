// Ends other processes when its own input ends, which happens however the process at the other end of it dies.
// One line each: `+<pid>` watches a process, `-<pid>` forgets it.
import { createInterface } from 'node:readline';

const watched = new Set();
const lines = createInterface({ input: process.stdin });

lines.on('line', (line) => {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) watched.add(pid);
  else watched.delete(pid);
});
lines.on('close', () => {
  for (const pid of watched) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended already.
    }
  }
});
