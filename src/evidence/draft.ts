import type { VerifiedCheckpoint } from "./notes/checkpoint.ts";
import type { Fault } from "../chain/fault.ts";
import {
  FAULT_LIMIT,
  type Finding,
  type FoundFault,
  type Report,
  type Skipped,
  type Witnessed,
} from "./checking/findings.ts";

/** The last time that RFC 3339 can write, in seconds since 1970: the end of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** Collects what a verification finds. */
export class Draft {
  readonly checked: Finding[] = [];
  readonly skipped: Skipped[];
  readonly #ofBlocks: Fault[] = [];
  readonly #proven: FoundFault[] = [];
  readonly #witnessed: Witnessed[] = [];
  #hasMoreFaults = false;

  /** @param skipped what is already known not to be checked */
  constructor(skipped: readonly Skipped[]) {
    this.skipped = [...skipped];
  }

  /** Whether there are more faults than a report lists. */
  get hasMoreFaults(): boolean {
    return this.#hasMoreFaults;
  }

  /** Whether the first block is not the genesis that was expected. */
  get isGenesisFaulty(): boolean {
    return this.#ofBlocks.some(({ index, rule }) => index === 1 && rule === "genesis");
  }

  /** Whether there is a fault. */
  get isFaulty(): boolean {
    return this.#ofBlocks.length + this.#proven.length > 0;
  }

  /** Adds a fault of a block, unless there are {@link FAULT_LIMIT} already. */
  add(fault: Fault): void {
    this.#addTo(this.#ofBlocks, fault);
  }

  /**
   * Adds a fault that evidence proves. A report lists it in place of a fault of a block, except for the first.
   *
   * @param name that of the saved evidence
   */
  prove(fault: Fault, name?: string): void {
    this.#addTo(this.#proven, name === undefined ? fault : { ...fault, provenBy: name });
  }

  #addTo(faults: FoundFault[], fault: FoundFault): void {
    if (faults.length < FAULT_LIMIT) faults.push(fault);
    else this.#hasMoreFaults = true;
  }

  /** Adds a fault unless there is another one. */
  addIfFirst(fault: Fault | undefined): void {
    if (fault && !this.isFaulty) this.add(fault);
  }

  /** Adds a check that passed. */
  right(finding: Finding): void {
    this.checked.push(finding);
  }

  /** Adds a check that was not made. */
  skip(check: Skipped["check"], reason: string, name?: string): void {
    this.skipped.push({ check, ...(name === undefined ? {} : { name }), reason });
  }

  /** Adds who cosigned a checkpoint that was found right, except where the time is 0 or RFC 3339 cannot write it. */
  witness({ size, cosignedBy }: VerifiedCheckpoint, name?: string): void {
    for (const { key, time } of cosignedBy) {
      if (time <= 0 || time > LAST_SECOND) continue;
      const at = new Date(time * 1000).toISOString();
      this.#witnessed.push({ witness: key.name, size, at, ...(name === undefined ? {} : { name }) });
    }
  }

  /** The parts of the report that were collected here. */
  get parts(): Pick<Report, "checked" | "skipped" | "fault" | "furtherFaults" | "hasMoreFaults" | "witnessed"> {
    const [fault, ...furtherFaults] = this.#listed();
    const hasMore = this.#hasMoreFaults || this.#ofBlocks.length + this.#proven.length > FAULT_LIMIT;
    return {
      checked: this.checked,
      skipped: this.skipped,
      ...(fault ? { fault } : {}),
      furtherFaults,
      ...(hasMore ? { hasMoreFaults: true } : {}),
      witnessed: this.#witnessed,
    };
  }

  #listed(): FoundFault[] {
    const first = Math.min(this.#ofBlocks.length, 1);
    const proven = this.#proven.slice(0, FAULT_LIMIT - first);
    return [...this.#ofBlocks.slice(0, FAULT_LIMIT - proven.length), ...proven];
  }
}
