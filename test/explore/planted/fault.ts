import type { Ports } from '../core/ports.ts';
import type { Task } from '../core/task.ts';

/** A text of one file of the product, and what stands there instead. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly put: string;
}

/** A fault that is planted into the product, so that the explorer shows that it would find it. */
export interface PlantedFault {
  readonly name: string;
  /** What goes wrong, in a sentence. */
  readonly about: string;
  /** Where it is looked for, one world after the other: small ones are exhausted, large ones walked. */
  readonly worlds: readonly string[];
  readonly edits?: readonly Edit[];
  /** What the product is given in place of the world's ports. */
  readonly ports?: (ports: Ports, task: Task) => Ports;
}
