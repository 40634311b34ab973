import type { Signal } from "@preact/signals";
import { savedChain } from "../../client/saved/saved-chain.ts";
import { openText } from "../../client/saved/text-file.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { requireOneLedger } from "../../evidence/notes/one-ledger.ts";
import { checkReceiptsAlone } from "../../evidence/receipts/receipts-alone.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import { type Skipped, verifyChain } from "../../evidence/checking/verification.ts";
import { chainDocument } from "../../report/chain-document.ts";
import { receiptsDocument } from "../../report/receipts-document.ts";
import {
  type ChosenExport,
  type ChosenFile,
  copiesIn,
  mainExport,
  openedOf,
  unchecked,
} from "../views/verify/chosen-file.ts";
import { inSlices } from "../views/verify/slices.ts";
import { genesisOf, pinsIn, policyOf, type TrustInput } from "../views/verify/trust.ts";
import type { Outcome } from "../views/verify/outcome.ts";
import type { Verify, Watching } from "../views/verify/verification-run.ts";
import { verifierStrings } from "./verifier-strings.ts";

/**
 * Verifies files alone: the export that was picked, against the other files, or, without an export, the receipts.
 *
 * @param picked the export to verify; see {@link mainExport}
 */
export function offlineVerification(picked: Signal<ChosenExport | undefined>): Verify {
  return (trust, files, watching) => {
    const main = mainExport(files, picked.peek());
    return main ? chainVerified(main, trust, files, watching) : receiptsVerified(trust, files);
  };
}

async function chainVerified(
  main: ChosenExport,
  trust: TrustInput,
  files: readonly ChosenFile[],
  { ended, tell }: Watching,
): Promise<Outcome> {
  const [genesis, pins] = [genesisOf(trust), pinsIn(trust.pins.peek())];
  const policy = await policyOf(trust, files);
  requireOneLedger(policy);
  const saved = await openedOf(files, policy);
  const [bytes, checked] = [{ read: 0 }, { length: 0 }];
  const show = () => tell({ checked: checked.length, share: bytes.read / Math.max(1, main.bytes) });
  const counted = async function* () {
    for await (const piece of main.file.read()) {
      ended.throwIfAborted();
      bytes.read += piece.length;
      show();
      yield piece;
    }
  };
  const { blocks, isPart, skipped } = await savedChain(await openText(main.name, counted()));
  const copies = copiesIn(files.filter((file) => file !== main));
  const evidence = {
    ...saved,
    blocks: inSlices(blocks, ended),
    isPart,
    newest: undefined,
    copies: copies.map(({ name, value }) => ({ name, value: inSlices(value, ended) })),
    skipped: [...skipped, ...idleWitnesses(policy, files), ...saved.skipped, ...unchecked(files)],
    genesis,
    pins,
  };
  const report = await verifyChain(evidence, policy, {
    now: () => Date.now(),
    onBlock: (length) => {
      checked.length = length;
      show();
    },
  });
  // If it was cancelled after a fault, the report is not whole, and nobody waits for it.
  ended.throwIfAborted();
  const circumstances = { at: new Date().toISOString(), source: main.name, policy };
  return { document: chainDocument(report, {}), circumstances };
}

/** An export has no newest checkpoint, so the witnesses must have cosigned a saved one. */
function idleWitnesses({ quorum = 0 }: TrustPolicy, files: readonly ChosenFile[]): Skipped[] {
  if (quorum === 0 || files.some(({ kind }) => kind === "checkpoint")) return [];
  return [{ check: "cosignatures", reason: verifierStrings.noCosigned }];
}

async function receiptsVerified(trust: TrustInput, files: readonly ChosenFile[]): Promise<Outcome> {
  // A receipt's checkpoint needs only the ledger's signature.
  const { ledger } = await policyOf(trust, files);
  const policy = { ledger };
  const saved = await openedOf(files, policy);
  if (!files.some(({ kind }) => kind === "receipts")) throw new Malformed(verifierStrings.nothing);
  const withoutChain = saved.checkpoints.map(({ name }): Skipped => ({
    check: "kept-checkpoint",
    name,
    reason: verifierStrings.noExport,
  }));
  const junk = unchecked(files.filter(({ kind }) => kind !== "receipts"));
  const skipped = [...saved.skipped, ...withoutChain, ...junk];
  const report = await checkReceiptsAlone({ ...saved, skipped }, policy);
  const source = files
    .filter(({ kind }) => kind === "receipts")
    .map(({ name }) => name)
    .join(", ");
  const circumstances = { at: new Date().toISOString(), source, policy };
  return { document: receiptsDocument(report), circumstances };
}
