import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** DynamoDB Local needs this version of Java. */
const OLDEST = 17;

/** The `java` command, from JAVA_HOME or else from the path, when it works and is new enough. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const command = env.JAVA_HOME ? path.join(env.JAVA_HOME, 'bin', 'java') : 'java';
  try {
    // `java -version` prints on standard error: openjdk version "17.0.15" 2025-04-15
    const { stderr } = await promisify(execFile)(command, ['-version'], {
      env: { PATH: env.PATH },
      timeout: 10_000,
    });
    return Number(/version "(\d+)/.exec(stderr)?.[1]) >= OLDEST ? command : undefined;
  } catch {
    return undefined;
  }
}
