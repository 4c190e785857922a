import { watchNpm } from '#tools/start/npm-watch.ts';

// What npm starts, as far as it matters here: it says at each look who it is, and ends when npm has ended.
const isGone = watchNpm();
setInterval(() => {
  if (isGone()) process.exit();
  console.log(process.pid);
}, 20);
