import { TIMESTAMP_LEEWAY } from "../../../chain/block-rules.ts";
import { hex } from "../../../chain/text/hex.ts";
import { hasLeadingZeroBits } from "../../../chain/proof-of-work.ts";
import { BLOCK_LIMITS, candidateHeader, sealHeader } from "../../../chain/sealed/header.ts";
import type { SubmitHeaderResult, SubmittedHeader, WorkResult } from "../../results.ts";
import type { SealedMiner } from "./sealed-miner.ts";
import type { SealedParts } from "../sealed-parts.ts";
import type { WaitingEntries } from "./waiting-entries.ts";
import { isInTime } from "./waiting-time.ts";

/** Gives external miners work on the waiting entries, and takes their headers. */
export class ExternalHeaders {
  readonly #parts: SealedParts;
  readonly #waiting: WaitingEntries;
  readonly #miner: SealedMiner;

  constructor(parts: SealedParts, waiting: WaitingEntries, miner: SealedMiner) {
    this.#parts = parts;
    this.#waiting = waiting;
    this.#miner = miner;
  }

  /** A header over the oldest waiting entries, as many as a block may have. */
  async work(subject: string): Promise<WorkResult> {
    const { headers, tree, link } = this.#parts;
    await tree.requireAgreement();
    // Who gets nothing to mine needs no pseudonym.
    if (this.#waiting.count() === 0) return { outcome: "nothing-waiting" };
    const minedBy = await link.pseudonym(subject);
    const tip = headers.newest();
    if (this.#waiting.count() === 0) return { outcome: "nothing-waiting" };
    const entries = await this.#waiting.oldest(tip);
    const candidate = candidateHeader(tip, minedBy, {
      last_entry: tip.last_entry + entries.size,
      merkle_root: hex(entries.root),
      timestamp: new Date(Math.max(Date.now(), Date.parse(tip.timestamp))).toISOString(),
    });
    return { outcome: "sealed-work", tip, candidate };
  }

  /**
   * Checks a header and appends its block. The hash comes first, since rebuilding the root takes up to two thousand
   * digests. The entries must be the oldest ones, so that no miner can leave one out. There must be enough of them that
   * the signed ones left over are still mined in time; see {@link isInTime}.
   */
  async submit(submitted: SubmittedHeader, subject: string): Promise<SubmitHeaderResult> {
    const { headers, tree, link } = this.#parts;
    await tree.requireAgreement();
    const minedBy = await link.pseudonym(subject);
    for (;;) {
      const tip = headers.newest();
      if (submitted.previous_hash !== tip.hash) return { outcome: "passed", tip };
      const header = await sealHeader(candidateHeader(tip, minedBy, submitted), submitted.proof);
      if (!headers.hasFormat(header) || !hasLeadingZeroBits(header.hash, tip.difficulty)) return refused("proof");
      const isTimely =
        header.timestamp >= tip.timestamp && Date.parse(header.timestamp) <= Date.now() + TIMESTAMP_LEEWAY;
      if (!isTimely) return refused("timestamp");
      const count = header.last_entry - tip.last_entry;
      if (count < 1 || count > this.#waiting.count() || count > BLOCK_LIMITS.entries) return refused("entries");
      const entries = await this.#waiting.oldest(tip, count);
      if (entries.size !== count) return refused("entries");
      if (hex(entries.root) !== header.merkle_root) return refused("root");
      const left = this.#parts.entries.texts(header.last_entry + 1, this.#parts.entries.newest());
      if (!isInTime(header, left)) return refused("entries");
      const receipt = await this.#miner.append(header, entries);
      if (receipt) return { outcome: "mined", block: header, receipt };
      // Another block was appended first.
    }
  }
}

function refused(reason: Extract<SubmitHeaderResult, { outcome: "refused" }>["reason"]): SubmitHeaderResult {
  return { outcome: "refused", reason };
}
