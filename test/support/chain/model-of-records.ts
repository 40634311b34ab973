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

  /** Why a claim is refused, or `undefined`. */
  refusal({ Reg_no, corrects }: Claim): "none" | "outdated" | "conflict" | undefined {
    const holder = this.#records.find(({ numbers }) => numbers.has(Reg_no));
    if (corrects === undefined) return holder && "conflict";
    const record = this.#records.find(({ versions }) => versions.includes(corrects));
    if (!record) return "none";
    if (record.versions.at(-1) !== corrects) return "outdated";
    return holder && holder !== record ? "conflict" : undefined;
  }

  /** Adds a claim that is not refused. */
  add(index: number, { Reg_no, corrects }: Claim): void {
    const record = this.#records.find(({ versions }) => corrects !== undefined && versions.includes(corrects));
    if (!record) this.#records.push({ versions: [index], numbers: new Set([Reg_no]) });
    record?.versions.push(index);
    record?.numbers.add(Reg_no);
  }
}
