/** `npm run jest`: Jest by itself colours its output also where NO_COLOR is set. */
if (process.env.NO_COLOR) process.argv.push('--no-color');
// As Jest's own command has it: the CDK tells a broken rule in its error where it finds itself tested.
process.env.NODE_ENV ??= 'test';
// Whether there are colours is decided when it is loaded.
const { default: cli } = await import('jest');
await cli.run();
