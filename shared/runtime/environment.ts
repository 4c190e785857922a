/**
 * A setting that the deployment must give.
 *
 * @throws {Error} that names the missing variable.
 */
export function setting(name: string): string {
  const value = optionalSetting(name);
  if (value === undefined) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/** A setting that the deployment may leave out; an empty one counts as left out. */
export function optionalSetting(name: string): string | undefined {
  return process.env[name] || undefined;
}
