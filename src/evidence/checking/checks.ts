import type { Fault } from "../../chain/fault.ts";
import { printable } from "../../chain/text/printable.ts";
import type { AuthorWatch } from "./authors.ts";
import type { ChainReading } from "./chain-reading.ts";
import type { VerifiedCheckpoint } from "../notes/checkpoint.ts";
import { checkCopy } from "./copy-check.ts";
import type { CopyReading } from "./copy-reading.ts";
import type { Draft } from "../draft.ts";
import type { Evidence } from "../evidence.ts";
import type { Skipped } from "./findings.ts";
import { checkReceipt, isNaming } from "../receipts/receipt-check.ts";
import type { SignedEvidence } from "../signed-evidence.ts";
import type { TrustPolicy } from "../notes/trust-policy.ts";
import type { VersionWatch } from "./version-watch.ts";
import { distinctKeys, eligibleWitnesses } from "../notes/witnesses.ts";

/** Reasons for skipping checks. */
const KEYLESS = "the ledger is a plain one, which has no keys of authors";
const UNKNOWN_KEY = "the ledger never enrolled this key; compare the thumbprint, and whether the key waits to be mined";
const UNFIT = "the checkpoint does not fit the chain";

/** Why what one ledger signed is not held against the blocks of another, as a clause. */
function ofAnother(ledger: string): string {
  return `it does not fit these blocks, which are those of another ledger, ${printable(ledger, 200)}, by their own checkpoint: either the address is wrong, or the ledger was replaced`;
}

/** Compares a chain that was read with the evidence, and adds what it finds to a draft. */
export class Checks {
  readonly #evidence: Evidence;
  readonly #policy: TrustPolicy;
  readonly #chain: ChainReading;
  readonly #draft: Draft;
  readonly #isPart: boolean;
  readonly #beyond: string;

  constructor(evidence: Evidence, policy: TrustPolicy, chain: ChainReading, draft: Draft) {
    this.#evidence = evidence;
    this.#policy = policy;
    this.#chain = chain;
    this.#draft = draft;
    this.#isPart = evidence.isPart === true || chain.ended !== undefined;
    this.#beyond = `only the first ${chain.audit.length} blocks are available`;
  }

  /** Whether all blocks, and genesis, are right. */
  blocks(): void {
    const { audit, ended, firstFaulty } = this.#chain;
    const { tip, length, sealed } = audit;
    if (ended) this.#draft.skip(ended.check, ended.reason);
    if (tip && firstFaulty === undefined) {
      const entries = "last_entry" in tip ? { entries: tip.last_entry } : {};
      this.#draft.right({ check: "blocks", length, ...entries });
      if (sealed) {
        this.#draft.right({ check: "signatures", ...sealed.signatures, disputedEntries: sealed.disputed });
      }
    } else if (sealed) this.#draft.skip("signatures", this.#whyNoKeys() ?? KEYLESS);
    const { genesis } = this.#evidence;
    if (genesis === undefined) return;
    const reason = this.#chain.whyNotRight(1);
    if (reason === undefined) this.#draft.right({ check: "genesis", hash: genesis });
    else if (!this.#draft.isGenesisFaulty) this.#draft.skip("genesis", reason);
  }

  /** Whether the newest checkpoint and the saved ones are those of the chain. */
  checkpoints(): void {
    const { newest, checkpoints, skipped = [] } = this.#evidence;
    const witnesses = distinctKeys(eligibleWitnesses(this.#policy)).length;
    const isCosigned = witnesses > 0 && !skipped.some(({ check }) => check === "cosignatures");
    if (newest) {
      const isRight = this.#checkpoint(newest, { check: "newest-checkpoint" });
      if (isRight && isCosigned) {
        this.#draft.right({ check: "cosignatures", count: newest.cosignedBy.length, witnesses });
      } else if (isCosigned) this.#draft.skip("cosignatures", UNFIT);
    }
    for (const { name, value } of checkpoints) this.#checkpoint(value, { check: "kept-checkpoint", name });
  }

  /** Checks a checkpoint, and returns whether it is right. */
  #checkpoint(
    checkpoint: VerifiedCheckpoint,
    of: { readonly check: "newest-checkpoint" } | { readonly check: "kept-checkpoint"; readonly name: string },
  ): boolean {
    const { size } = checkpoint;
    const { audit } = this.#chain;
    const name = of.check === "kept-checkpoint" ? of.name : undefined;
    const unread =
      name !== undefined && this.#isPart && size > audit.length ? this.#beyond : this.#chain.whyNoTree(size);
    const fault = unread === undefined ? audit.checkpointFault(checkpoint) : undefined;
    const reason = unread ?? this.#chain.whyNotRight(size);
    if (fault) this.#prove(fault, of.check, name);
    else if (reason !== undefined) this.#draft.skip(of.check, reason, name);
    else {
      this.#draft.right({ ...of, size });
      this.#draft.witness(checkpoint, name);
      return true;
    }
    return false;
  }

  /**
   * Whether each receipt proves a block of the chain.
   *
   * @param versions what became of the entries of the receipts
   */
  async receipts(versions: VersionWatch): Promise<void> {
    const context = { policy: this.#policy, isPart: this.#isPart, beyond: this.#beyond, pins: this.#pins, versions };
    for (const { name, value } of this.#evidence.receipts) {
      const outcome = await checkReceipt(value, this.#chain, context);
      if ("fault" in outcome) this.#prove(outcome.fault, "receipt", name);
      else if ("reason" in outcome) this.#draft.skip("receipt", outcome.reason, name);
      else this.#draft.right({ check: "receipt", name, index: value.leafIndex + 1, ...outcome });
    }
  }

  /** Whether the saved copies have the blocks of the chain. */
  async copies(copies: readonly CopyReading[], signed: SignedEvidence): Promise<void> {
    for (const copy of copies) {
      await copy.finish();
      const outcome = await checkCopy(copy, this.#chain, { isPart: this.#isPart, beyond: this.#beyond, signed });
      if ("fault" in outcome) this.#prove(outcome.fault, "copy", copy.name);
      else if ("reason" in outcome) this.#draft.skip("copy", outcome.reason, copy.name);
      else this.#draft.right({ check: "copy", name: copy.name, ...outcome });
    }
  }

  /** What became of pinned keys, and what the author's key signed. */
  keys(watch: AuthorWatch): void {
    const { author } = this.#evidence;
    for (const pin of this.#pins) {
      const key = this.#keyOf(pin.thumbprint, watch, "pin", pin.name);
      if (!key) continue;
      const isNamed = this.#draft.checked.some(
        (finding) => finding.check === "receipt" && isNaming(finding.entry, pin),
      );
      this.#draft.right({ check: "pin", name: pin.name, key, isNamed });
    }
    const key = author === undefined ? undefined : this.#keyOf(author, watch, "author");
    const { sealed } = this.#chain.audit;
    if (sealed && key) this.#draft.right({ check: "author", key, entries: watch.entries(sealed) });
  }

  /** Adds what evidence proves, unless it is about another ledger than the blocks are. */
  #prove(fault: Fault, check: Skipped["check"], name?: string): void {
    const { otherLedger } = this.#evidence;
    if (otherLedger === undefined) this.#draft.prove(fault, name);
    else this.#draft.skip(check, ofAnother(otherLedger), name);
  }

  get #pins() {
    return this.#evidence.pins ?? [];
  }

  #keyOf(thumbprint: string, watch: AuthorWatch, check: "pin" | "author", name?: string) {
    const { sealed } = this.#chain.audit;
    const unknown = this.#whyNoKeys();
    const key = sealed && unknown === undefined ? watch.history(thumbprint, sealed) : undefined;
    if (!key)
      this.#draft.skip(check, unknown ?? (sealed ? (this.#isPart ? this.#beyond : UNKNOWN_KEY) : KEYLESS), name);
    return key;
  }

  /** Why the entries about keys are not all known, as a clause; `undefined` if they are. */
  #whyNoKeys(): string | undefined {
    const { audit, firstFaulty } = this.#chain;
    if (!audit.sealed || firstFaulty === undefined) return undefined;
    return `block ${firstFaulty} is faulty, and may hold entries about keys`;
  }
}
