import { Malformed } from "../../chain/text/malformed.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { verifyReadReceipt } from "../../evidence/receipts/read-receipt.ts";
import type { OpenedEvidence } from "../../client/saved/saved-proofs.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import type { LedgerClient } from "../../client/client.ts";
import { LOGS } from "../log.ts";
import { historyFault, orContradicted } from "../log-history.ts";
import type { KeptOfReads, LogReport } from "../../report/reads-document.ts";

/**
 * Checks that a ledger's log of reads still contains what its saved checkpoints cover: it fetches the newest checkpoint
 * and a consistency proof for each saved one, as a witness does. It stops at the first fault.
 *
 * @param saved checkpoints and receipts of the log, and what its keys did not sign
 * @param policy the keys of the log, and the witnesses that must have cosigned its newest checkpoint
 * @throws Malformed if the newest checkpoint is not one that they signed
 * @throws ProvenFault if the ledger itself reports that it contradicts what it signed
 */
export async function checkLogOfReads(
  client: LedgerClient,
  saved: OpenedEvidence,
  policy: TrustPolicy,
): Promise<LogReport> {
  return orContradicted(async () => {
    const { ledger, quorum = 0 } = policy;
    const query = quorum > 0 ? `?cosignatures=${quorum}` : "";
    const checkpoint = await client.text(`${LOGS.reads.path}/checkpoint${query}`);
    const newest = await openCheckpoint(checkpoint, policy);
    const { origin, size } = newest;
    const kept: KeptOfReads[] = [];
    const skipped = [...saved.skipped];
    const report = { origin, size, checkpoint, kept, skipped };
    const compare = async (each: KeptOfReads, before: VerifiedCheckpoint) => {
      if (before.origin !== origin) throw new Malformed("it is from another log of reads");
      const fault = await historyFault({ client, log: "reads" }, before, newest);
      if (!fault) kept.push(each);
      return fault && { ...fault, detail: `${each.name}: ${fault.detail}` };
    };
    const checks = [
      ...saved.checkpoints.map(({ name, value }) => ({
        check: "kept-checkpoint" as const,
        name,
        run: () => compare({ name, size: value.size }, value),
      })),
      ...saved.reads.map(({ name, value }) => ({
        check: "receipt" as const,
        name,
        run: async () => {
          const { checkpoint: before, number } = await verifyReadReceipt(value, { ledger });
          return compare({ name, size: before.size, number }, before);
        },
      })),
    ];
    for (const { check, name, run } of checks) {
      try {
        const fault = await run();
        if (fault) return { ...report, fault };
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        skipped.push({ check, name, reason: error.message });
      }
    }
    return report;
  });
}
