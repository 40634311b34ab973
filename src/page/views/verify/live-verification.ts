import { servedChain } from "../../../client/served/served-chain.ts";
import { compareNames } from "../../../client/served/served-names.ts";
import { requireOneLedger } from "../../../evidence/notes/one-ledger.ts";
import type { TrustPolicy } from "../../../evidence/notes/trust-policy.ts";
import { sizesOf } from "../../../evidence/notes/tree-sizes.ts";
import { type Skipped, verifyChain } from "../../../evidence/checking/verification.ts";
import { chainDocument } from "../../../report/chain-document.ts";
import { address } from "../../session/session.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { copiesIn, openedOf, unchecked } from "./chosen-file.ts";
import { inSlices } from "./slices.ts";
import { genesisOf, pinsIn, policyOf } from "./trust.ts";
import type { Verify } from "./verification-run.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** Verifies the live ledger against its newest checkpoint and the saved files. */
export function liveVerification({ client, length }: WatchedChain): Verify {
  return async (trust, files, { ended, tell }) => {
    // What was chosen when the verification began counts: the fields may change while the ledger answers.
    const isOwnKey = trust.isOwnKey.peek();
    const [genesis, pins] = [genesisOf(trust), pinsIn(trust.pins.peek())];
    const policy = await policyOf(trust, files);
    requireOneLedger(policy);
    // Only the newest checkpoint needs the witnesses' cosignatures.
    const saved = await openedOf(files, { ...policy, quorum: 0 });
    const sizes = sizesOf(saved.checkpoints, saved.receipts);
    const served = await servedChain(client, policy, sizes, ended);
    const { newest } = served;
    const total = newest ? Math.max(newest.size, ...sizes) : length.peek();
    const evidence = {
      ...served,
      ...saved,
      blocks: inSlices(served.blocks, ended),
      copies: copiesIn(files),
      skipped: [...idleWitnesses(policy), ...served.skipped, ...saved.skipped, ...unchecked(files)],
      genesis,
      pins,
    };
    const report = await verifyChain(evidence, policy, {
      now: () => Date.now(),
      onBlock: (checked) => tell({ checked, total, share: checked / Math.max(1, total) }),
    });
    // If it was cancelled after a fault, the report is not whole, and nobody waits for it.
    ended.throwIfAborted();
    const named = await compareNames(client, pins, report, ended);
    const circumstances = {
      at: new Date().toISOString(),
      source: address.peek(),
      policy,
      isOwnKey,
      hasAllNames: named.hasAllNames,
    };
    return { document: chainDocument(named.report, circumstances), circumstances };
  };
}

/**
 * The witness checks to skip. Without the ledger's key its newest checkpoint is not opened, so there are no
 * cosignatures to check.
 */
function idleWitnesses({ ledger, witnesses = [] }: TrustPolicy): Skipped[] {
  if (ledger.length > 0 || witnesses.length === 0) return [];
  return [{ check: "cosignatures", reason: verifyStrings.noCheckpointRead }];
}
