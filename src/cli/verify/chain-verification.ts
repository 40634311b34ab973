import { servedChain } from "../../client/served/served-chain.ts";
import { compareNames, type NamedReport } from "../../client/served/served-names.ts";
import { copiedBlocks, savedChain } from "../../client/saved/saved-chain.ts";
import { requireOneLedger } from "../../evidence/notes/one-ledger.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import { sizesOf } from "../../evidence/notes/tree-sizes.ts";
import { type Saved, type Skipped, verifyChain } from "../../evidence/checking/verification.ts";
import { UsageError } from "../command.ts";
import { genesisGiven } from "../genesis.ts";
import { openFile } from "../input-file.ts";
import type { Io } from "../io.ts";
import { policyGiven } from "../keys/policy-given.ts";
import { openClient } from "../open-client.ts";
import { pinsOf, thumbprintGiven } from "./author-options.ts";
import { historyGiven, saveIn } from "./history.ts";
import { savedEvidence } from "./saved-evidence.ts";
import { NO_KEY, type VerifyValues } from "./verify-options.ts";

const OF_READS = "it is one of the log of reads: check it on its own, without --url and --file, or with --log reads";

/** The number of blocks between two updates of the progress line. */
const BLOCKS_PER_PROGRESS = 1_000;

/** A verified chain, and the keys that it was verified with. */
interface VerifiedChain extends NamedReport {
  readonly policy: TrustPolicy;
  /** Saves the newest checkpoint in the history, if one was given. */
  readonly save: () => Promise<void>;
}

/**
 * Verifies a chain with every check that the options ask for.
 *
 * @throws UsageError when options do not go together
 */
export async function verifiedChain(values: VerifyValues, io: Io): Promise<VerifiedChain> {
  const { url, file, genesis: hashes, receipt } = values;
  if ((url === undefined) === (file === undefined)) throw new UsageError("Give either --url or --file.");
  const policy = await policyGiven(values);
  requireOneLedger(policy);
  const history = await historyGiven(values);
  const checkpoint = [...values.checkpoint, ...(history?.files ?? [])];
  const needsKey = checkpoint.length + receipt.length + policy.witnesses.length > 0 || history !== undefined;
  if (needsKey && policy.ledger.length === 0) throw new Error(NO_KEY);
  const genesis = genesisOf(hashes);
  const pins = pinsOf(values.pin);
  const author = values.author === undefined ? undefined : await thumbprintGiven(values.author);
  // An export has no newest checkpoint, so the witnesses must have cosigned a saved one.
  const own: TrustPolicy = file === undefined ? { ...policy, quorum: 0 } : policy;
  if (file !== undefined && policy.quorum > 0 && checkpoint.length === 0) {
    throw new Error("With --file, the witnesses' cosignatures are read from saved checkpoints: give --checkpoint.");
  }
  const { skipped, reads, ...saved } = await savedEvidence(checkpoint, receipt, own);
  const copies = await Promise.all(values.copy.map(copyIn));
  const notOfChain = reads.map(({ name }): Skipped => ({ check: "receipt", name, reason: OF_READS }));
  const progress = (text: string) => void (io.stderr.isTTY && io.stderr.write(`\r\x1b[K${text}`));
  const client = file === undefined ? openClient(values, io) : undefined;
  try {
    const source = client
      ? await servedChain(client, policy, sizesOf(saved.checkpoints, saved.receipts))
      : { newest: undefined, ...(await savedChain(await openFile(file ?? ""))) };
    const evidence = {
      ...source,
      ...saved,
      genesis,
      pins,
      author,
      copies,
      skipped: [...source.skipped, ...skipped, ...notOfChain],
    };
    const report = await verifyChain(evidence, policy, {
      now: () => Date.now(),
      onBlock: (length) => {
        if (length % BLOCKS_PER_PROGRESS === 0) progress(`${length.toLocaleString("en")} blocks`);
      },
    });
    const compared = client ? await compareNames(client, pins, report) : { report, hasAllNames: false };
    return { ...compared, policy, save: () => saveIn(history, source.newest?.note, compared.report, io) };
  } finally {
    progress("");
  }
}

/** @throws Error when there are several hashes, or one is malformed */
function genesisOf([genesis, ...others]: readonly string[]): string | undefined {
  if (others.length > 0) throw new Error("A chain has one genesis: give --genesis once.");
  return genesisGiven(genesis);
}

/** @throws UnusableFile when the file cannot be read */
async function copyIn(name: string): Promise<Saved<AsyncIterable<unknown>>> {
  const file = await openFile(name);
  return { name, value: copiedBlocks(() => Promise.resolve(file)) };
}
