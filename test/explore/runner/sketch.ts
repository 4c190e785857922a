const BITS = 14;
const REGISTERS = 2 ** BITS;

/** How many different numbers were added, to about one part in a hundred: a count without a list (HyperLogLog). */
export class Sketch {
  readonly registers: Uint8Array<ArrayBuffer>;

  constructor(registers = new Uint8Array(REGISTERS)) {
    this.registers = registers;
  }

  /** @param hash evenly spread over 52 bits. */
  add(hash: number): void {
    const register = hash % REGISTERS;
    const rest = Math.floor(hash / REGISTERS);
    const low = rest >>> 0;
    const zeros = low === 0 ? 32 : Math.clz32(low & -low) ^ 31;
    if (zeros + 1 > (this.registers[register] as number)) this.registers[register] = zeros + 1;
  }

  merge({ registers }: Sketch): void {
    for (const [index, rank] of registers.entries()) {
      if (rank > (this.registers[index] as number)) this.registers[index] = rank;
    }
  }

  count(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const estimate = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
    const isSparse = estimate < 2.5 * REGISTERS && empty > 0;
    return Math.round(isSparse ? REGISTERS * Math.log(REGISTERS / empty) : estimate);
  }
}
