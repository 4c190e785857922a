// Runs one bundle in a process of its own, for whoever started it: each message is an event for the handler.
const { handler } = await import(process.argv[2]);
process.on('message', async ({ id, event, context }) => {
  const answer = await handler(event, context).then(
    (result) => ({ result }),
    (error) => ({ error: String(error?.stack) }),
  );
  process.send({ id, ...answer });
});
process.on('disconnect', () => process.exit());
process.send('loaded');
