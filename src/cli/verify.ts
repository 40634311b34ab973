/**
 * `npm run verify`: the offline verifier. It believes nothing that the ledger says: it re-hashes every block, checks
 * links and proofs of work, rebuilds the Merkle tree, and compares it with signed checkpoints, old and new.
 */
import { parseArgs } from "node:util";
import { isHexHash } from "../chain/hex.ts";
import type { TrustPolicy } from "../evidence/checkpoint.ts";
import { sizesOf, verifyChain } from "../evidence/verification.ts";
import { servedChain } from "../client/served-chain.ts";
import { openClient } from "./open-client.ts";
import { complain } from "./output.ts";
import { savedChain } from "./saved-chain.ts";
import { savedEvidence } from "./saved-evidence.ts";
import { printReport } from "./verify-report.ts";
import { ledgerKeys, witnessKeys } from "./verifier-keys.ts";

const USAGE = `npm run verify -- (--url URL | --file FILE) [options]
  --url URL           the ledger's address, with /ledgers/<name> for another than main
  --file FILE         a saved export instead: what GET /get_chain answers, as JSON or as NDJSON
  --vkey KEY          the ledger's verifier key, from GET /vkey; again for each key while the key changes
  --checkpoint FILE   a checkpoint that you kept: the ledger must still contain that history; may be repeated
  --genesis HASH      the hash of genesis that an earlier report printed: the ledger must not have been created anew
  --receipt FILE      a receipt, as JSON or tlog-proof: its block must stand in the ledger; may be repeated
  --witness-key KEY   the verifier key of a witness; may be repeated
  --quorum K          how many different witnesses must have cosigned the newest checkpoint (all of them)
  --token-file FILE   where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev
  --strict            exit with 2 also when there was nothing to check the signature or the past with
  --json              the report as JSON

Exit codes: 0 all that you asked for was checked and is right, 1 a fault is proven, 2 something could not be checked.`;

/** How often the progress is shown, in blocks. */
const BLOCKS_PER_PROGRESS = 1_000;

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

try {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      file: { type: "string" },
      vkey: { type: "string", multiple: true, default: [] },
      checkpoint: { type: "string", multiple: true, default: [] },
      genesis: { type: "string", multiple: true, default: [] },
      receipt: { type: "string", multiple: true, default: [] },
      "witness-key": { type: "string", multiple: true, default: [] },
      quorum: { type: "string" },
      "token-file": { type: "string" },
      strict: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
  } else {
    const { url, file, vkey, checkpoint, genesis: hashes, receipt } = values;
    const { "witness-key": witnessKeyTexts } = values;
    if ((url === undefined) === (file === undefined)) throw new Error(`Give either --url or --file.\n\n${USAGE}`);
    if (vkey.length === 0 && checkpoint.length + receipt.length + witnessKeyTexts.length > 0) {
      throw new Error("Signatures are verified with the ledger's key: give --vkey.");
    }
    const [genesis, ...others] = hashes;
    if (others.length > 0) throw new Error("A chain has one genesis: give --genesis once.");
    if (genesis !== undefined && !isHexHash(genesis)) {
      throw new Error("--genesis must be the hash that a report printed: 64 lower-case hexadecimal digits.");
    }
    const ledger = await ledgerKeys(vkey);
    const witnesses = await witnessKeys(witnessKeyTexts, ledger);
    const quorum = Number(values.quorum ?? witnesses.length);
    if (!/^\d+$/.test(values.quorum ?? "0") || quorum > witnesses.length) {
      throw new Error("--quorum must be a whole number, and there must be so many different --witness-key.");
    }
    const policy: TrustPolicy = { ledger, witnesses, quorum };
    // An export has no newest checkpoint: then it is one of those that were kept that the witnesses must have seen.
    const own: TrustPolicy = file === undefined ? { ledger } : policy;
    if (file !== undefined && quorum > 0 && checkpoint.length === 0) {
      throw new Error("With --file the witnesses' cosignatures are looked for in the --checkpoint files: give one.");
    }
    const { skipped, ...saved } = await savedEvidence(checkpoint, receipt, own);
    const { checkpoints, receipts } = saved;
    const source =
      file !== undefined
        ? { newest: undefined, ...(await savedChain(file)) }
        : await servedChain(openClient(url, values["token-file"]), policy, sizesOf(checkpoints, receipts));
    const evidence = { ...source, ...saved, genesis, skipped: [...source.skipped, ...skipped] };
    const report = await verifyChain(evidence, policy, {
      now: () => Date.now(),
      onBlock: (length) => {
        if (length % BLOCKS_PER_PROGRESS === 0) progress(`${length.toLocaleString("en")} blocks`);
      },
    });
    progress("");
    printReport(report, values.json);
    const isOpen = report.skipped.length > 0 || (values.strict && report.unchecked.length > 0);
    process.exitCode = report.fault ? 1 : isOpen ? 2 : 0;
  }
} catch (error) {
  progress("");
  complain(`Could not check: ${(error as Error).message}`);
  process.exitCode = 2;
}
