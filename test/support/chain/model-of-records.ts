/** What a block claims: a registration number, and perhaps to correct another block. */
export interface Claim {
  readonly Reg_no: string;
  readonly corrects?: number;
}

/** A record: the indices of its versions, oldest first, and every number that it ever had. */
interface ModelledRecord {
  readonly versions: number[];
  readonly numbers: Set<string>;
}

/** The rules of registrations and corrections on a plain ledger, written down as plainly as possible. */
export class ModelOfRecords {
  readonly #records: ModelledRecord[] = [];

  /** The indices of the current versions. */
  get current(): number[] {
    return this.#records.map(({ versions }) => versions.at(-1) ?? 0);
  }

  /** Everything that is wrong with a claim. */
  faults({ Reg_no, corrects }: Claim): ("none" | "outdated" | "conflict")[] {
    const record = this.#records.find(({ versions }) => corrects !== undefined && versions.includes(corrects));
    if (corrects !== undefined && !record) return ["none"];
    const holder = this.#records.find(({ numbers }) => numbers.has(Reg_no));
    const isOutdated = record !== undefined && record.versions.at(-1) !== corrects;
    return [
      ...(isOutdated ? ["outdated" as const] : []),
      ...(holder && holder !== record ? ["conflict" as const] : []),
    ];
  }

  /** Adds a claim that is not refused. */
  add(index: number, { Reg_no, corrects }: Claim): void {
    const record = this.#records.find(({ versions }) => corrects !== undefined && versions.includes(corrects));
    if (!record) this.#records.push({ versions: [index], numbers: new Set([Reg_no]) });
    record?.versions.push(index);
    record?.numbers.add(Reg_no);
  }
}
