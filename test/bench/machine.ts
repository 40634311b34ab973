import { cpus, totalmem } from "node:os";

/** The machine on which the figures were measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: string;
  readonly node: string;
  readonly python: string | null;
}

export function machine(python: string | undefined): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? "unknown",
    cores: cores.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.versions.node,
    python: python ?? null,
  };
}

export function machineText({ cpu, cores, memory, node, python }: Machine): string {
  const peer = python === null ? "no Python 3: nothing is measured beside it" : `Python ${python}`;
  return `${cpu}, ${cores} cores, ${memory}; Node ${node}; ${peer}`;
}
