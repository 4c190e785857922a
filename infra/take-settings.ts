import { Duration, Token } from 'aws-cdk-lib';
import leven from 'leven';
import type { PlainSettings } from './config.ts';
import type { Kind } from './setting-kinds.ts';
import { SETTING_NAMES, SETTINGS } from './settings.ts';

/** What somebody said of a setting. */
export interface Given {
  readonly name: string;
  /** Text, where it stood on a command line; else any value. */
  readonly value: unknown;
  readonly isText?: boolean;
  /** The file in which it stands, for the sentence about it. */
  readonly file?: string;
}

export interface TakenSettings {
  readonly settings: Partial<PlainSettings>;
  /** A sentence for each that cannot be used. */
  readonly problems: readonly string[];
}

/** Checks each setting by itself. What comes later wins. */
export function takeSettings(given: readonly Given[]): TakenSettings {
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const each of given) {
    const taken = take(each);
    if ('problem' in taken) problems.push(each.file ? `${each.file}: ${taken.problem}` : taken.problem);
    else settings[each.name] = taken.value;
  }
  return { settings, problems };
}

function take({ name, value, isText = false }: Given): { value: unknown } | { problem: string } {
  const known = SETTING_NAMES.find((each) => each === name);
  if (known === undefined) return { problem: `There is no setting "${name}"; ${instead(name)}` };
  const kind: Kind<unknown> = SETTINGS[known];
  const taken = kind.take(isText && typeof value === 'string' ? kind.fromText(value) : value);
  if ('value' in taken) return taken;
  const { example } = kind;
  const such = example && `, such as ${isText ? example.text : JSON.stringify(example.value)}`;
  const why = taken.why && `: ${taken.why}`;
  return { problem: `Set ${name} to ${taken.allowed}${such ?? ''}, not to ${show(value)}${why ?? ''}.` };
}

function instead(name: string): string {
  const near = nearest(name, SETTING_NAMES);
  return near === undefined ? `the settings are ${SETTING_NAMES.join(', ')}.` : `did you mean ${near}?`;
}

/** The name that somebody most likely meant; undefined where none is like it. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const plain = (each: string) => each.toLowerCase().replaceAll(/[_-]/g, '');
  const distances = names.map((each) => ({ each, distance: leven(plain(name), plain(each)) }));
  const [closest] = distances.sort((a, b) => a.distance - b.distance);
  return closest && closest.distance <= closest.each.length / 3 ? closest.each : undefined;
}

/** A value as a sentence can quote it. */
function show(value: unknown): string {
  if (Token.isUnresolved(value)) return 'a token, whose value is known only when the stack is deployed';
  if (value instanceof Duration) return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  const isPlain = typeof value !== 'object' || value === null || value.constructor === Object;
  return isPlain ? JSON.stringify(value) : `a ${value.constructor.name}`;
}
