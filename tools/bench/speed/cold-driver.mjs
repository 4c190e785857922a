// One start of one function: loads a bundle, calls it once, and says what that cost. Imports next to nothing, since
// whatever it loads would be counted. `process.argv`: the bundle, and a file with the event. Standard output belongs
// to the function, as in Lambda; what was measured goes to descriptor 3.
const { readFileSync, writeSync } = process.getBuiltinModule('node:fs');
const [, , bundle, eventFile] = process.argv;
const event = JSON.parse(readFileSync(eventFile, 'utf8'));

const microseconds = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const { handler } = await import(bundle);
const loaded = microseconds();
const { statusCode } = await handler(event, {
  awsRequestId: 'bench',
  getRemainingTimeInMillis: () => 20_000,
});
const answered = microseconds();
const kilobytes = process.resourceUsage().maxRSS;
writeSync(3, JSON.stringify({ statusCode, loaded, answered, kilobytes }));
process.reallyExit(0);
