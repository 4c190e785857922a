import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { runCommandLine } from './command-line.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  readFile: (path) => readFile(path, 'utf8'),
  readStandardInput: () => text(process.stdin),
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  wait: (ms) => setTimeout(ms),
  randomName: () => randomBytes(4).toString('hex'),
});
