import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'lossless-json';
import { type Config, ConfigError } from './config.ts';
import { createConfig, NO_ENVIRONMENT } from './create-config.ts';
import { isObject } from './setting-kinds.ts';
import { DEFAULTS } from './settings.ts';
import { type Given, nearest, takeSettings } from './take-settings.ts';

/** Each stage's settings in a file of their own, which is committed and reviewed. */
export const STAGES_FOLDER = fileURLToPath(new URL('../stages', import.meta.url));

type Context = Readonly<Record<string, unknown>>;

/**
 * The config of the stage that the CDK's context names: what its file says, and for a trial what `-c name=value` says
 * instead. The environment is the file's alone, so that no command line, and none that forgot an option, deploys a live
 * stage as a sandbox.
 *
 * @throws {ConfigError} with a sentence for each setting that cannot be used, or for a stage that has no file.
 */
export function readStage(context: Context, folder = STAGES_FOLDER): Config {
  const stage = stageOf(context);
  const file = `${basename(folder)}/${stage}.json`;
  const inFile = givenIn(readFile(stage, folder), file);
  const onCommandLine = givenOnCommandLine(context);
  const { settings, problems } = takeSettings([...inFile, ...onCommandLine]);
  const all = [...problems];
  if (!inFile.some(({ name }) => name === 'environment')) all.push(`${file}: ${NO_ENVIRONMENT}`);

  const refused = context.environment;
  if (refused !== undefined) {
    all.push(
      `Take environment=${refused} out of the command line or of the context in cdk.json: only ${file} says the environment, where it is reviewed.`,
    );
  }
  const { environment } = settings;
  if (environment === undefined || all.length > 0) throw new ConfigError(all);
  return createConfig({ ...settings, environment, stage });
}

function stageOf({ stage = DEFAULTS.stage }: Context): string {
  const { settings, problems } = takeSettings([{ name: 'stage', value: stage, isText: true }]);
  if (settings.stage === undefined) throw new ConfigError(problems);
  return settings.stage;
}

function readFile(stage: string, folder: string): string {
  try {
    return readFileSync(join(folder, `${stage}.json`), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ConfigError([noSuchStage(stage, folder)]);
  }
}

function noSuchStage(stage: string, folder: string): string {
  const name = basename(folder);
  const stages = readdirSync(folder).flatMap((file) => /^([a-z0-9-]+)[.]json$/.exec(file)?.[1] ?? []);
  const near = nearest(stage, stages);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  return `There is no stage ${stage}: ${name}/${stage}.json is missing.${meant} The stages are ${stages.join(', ')}. To make one, copy ${name}/example.json to ${name}/${stage}.json, set what is yours in it, "environment" first, and commit it.`;
}

function givenIn(text: string, file: string): Given[] {
  const { $schema, stage, ...members } = parseFile(text, file);
  if (stage !== undefined)
    throw new ConfigError([`${file}: Take "stage" out: the file's name is the stage's.`]);
  return Object.entries(members).map(([name, value]) => ({ name, value, file }));
}

function parseFile(text: string, file: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    // Refuses a member that stands there twice, of which a reader may have seen the other one.
    parsed = parse(text, undefined, Number);
  } catch (error) {
    throw new ConfigError([`${file}: Change it to JSON: ${(error as Error).message}.`]);
  }
  if (isObject(parsed)) return parsed;
  throw new ConfigError([`${file}: Change it to a JSON object, such as {"environment": "sandbox"}.`]);
}

/** The CDK's own context keys hold `:`, `/` or `-`; every other one is meant as a setting. */
function givenOnCommandLine(context: Context): Given[] {
  return Object.entries(context)
    .filter(([name]) => /^[A-Za-z0-9_]+$/.test(name) && name !== 'stage' && name !== 'environment')
    .map(([name, value]) => ({ name, value, isText: true }));
}
