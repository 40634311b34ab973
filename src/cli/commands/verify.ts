import type { ParseArgsOptionsConfig } from "node:util";
import { servedChain } from "../../client/served-chain.ts";
import { isOriginOfReads } from "../../evidence/read-receipt.ts";
import type { TrustPolicy } from "../../evidence/trust-policy.ts";
import { sizesOf } from "../../evidence/tree-sizes.ts";
import { type Skipped, verifyChain } from "../../evidence/verification.ts";
import { command, EXIT, UsageError, type Values } from "../command.ts";
import { genesisGiven } from "../genesis.ts";
import type { Io } from "../io.ts";
import { openClient, TOKEN_USAGE } from "../open-client.ts";
import { pinsOf, thumbprintGiven } from "../verify/author-options.ts";
import { checkLogOfReads } from "../verify/log-of-reads.ts";
import { savedChain } from "../verify/saved-chain.ts";
import { checkReceiptsAlone } from "../../evidence/receipts-alone.ts";
import { savedEvidence } from "../verify/saved-evidence.ts";
import { compareNames } from "../../client/served-names.ts";
import { lacksNames } from "../../report/author-words.ts";
import { chainDocument, isIncomplete } from "../../report/chain-document.ts";
import { chainJson, readsJson, receiptsJson } from "../../report/json.ts";
import { readsDocument } from "../../report/reads-document.ts";
import { receiptsDocument } from "../../report/receipts-document.ts";
import {
  checkReportOptions,
  circumstancesOf,
  giveReport,
  REPORT_OPTIONS,
  REPORT_USAGE,
} from "../verify/report-options.ts";
import { tokenSource } from "../keys/token-source.ts";
import { ledgerKeys, witnessKeys } from "../keys/verifier-keys.ts";
import { invoked, named } from "../invoked.ts";

const USAGE = `${invoked("verify")} (--url URL | --file FILE) [options]
${invoked("verify")} --vkey KEY --receipt FILE
${invoked("verify")} --log reads --url URL --vkey KEY (--checkpoint FILE | --receipt FILE)
  --url URL           the ledger's address, ending in /ledgers/<name> for a ledger other than main
  --file FILE         a saved export to check instead: the response of GET /get_chain, as JSON or NDJSON
  --vkey KEY          the ledger's verifier key, from GET /vkey; during a key change, repeat for each key
  --checkpoint FILE   a saved checkpoint, whose history the ledger must still contain; may be repeated
  --copy FILE         an earlier export, or the chain.ndjson of ${named("follow")}: if the chain was rewritten, it tells which
                      block is the first that differs; may be repeated
  --genesis HASH      the hash of genesis from an earlier report; a different hash means a different ledger
  --receipt FILE      a receipt, as JSON or tlog-proof, whose block must be in the ledger, or many, one a line, as
                      ${named("register")} saves them; may be repeated.
                      Prints what it discloses of a patient. Without --url and --file it is checked on its own,
                      as is one of the log of reads, with the log's key from GET /reads/vkey
  --witness-key KEY   the verifier key of a witness; may be repeated
  --quorum K          how many different witnesses must have cosigned the newest checkpoint (all of them)
  --pin NAME=KEY      the thumbprint of a key that you know to be NAME's: it must be enrolled in that name, and no other
                      key. Repeat for each name, and for each key of a name, the revoked ones too. The names come from
                      --url, with record:read, or from receipts of keys' entries
  --author KEY        list what a key signed, given by its thumbprint, as JSON, or as a file: was it you?
  --log reads         check that a sealed ledger's log of reads still contains the history of checkpoints saved from
                      GET /reads/checkpoint, and the entries of its receipts, with the log's key from GET /reads/vkey.
                      Needs the scope audit:read
  --token-file FILE   ${TOKEN_USAGE}
  --strict            also exit with 2 if there was nothing to check the signature or the past against
${REPORT_USAGE}

Exit codes: 0 all requested checks passed, 1 a fault is proven, 2 something could not be checked.`;

const OPTIONS = {
  url: { type: "string" },
  file: { type: "string" },
  vkey: { type: "string", multiple: true, default: [] },
  checkpoint: { type: "string", multiple: true, default: [] },
  copy: { type: "string", multiple: true, default: [] },
  genesis: { type: "string", multiple: true, default: [] },
  receipt: { type: "string", multiple: true, default: [] },
  "witness-key": { type: "string", multiple: true, default: [] },
  quorum: { type: "string" },
  pin: { type: "string", multiple: true, default: [] },
  author: { type: "string" },
  log: { type: "string", default: "blocks" },
  "token-file": { type: "string" },
  strict: { type: "boolean", default: false },
  ...REPORT_OPTIONS,
} as const satisfies ParseArgsOptionsConfig;

const OF_READS = "it is one of the log of reads: check it on its own, without --url and --file, or with --log reads";
const NO_KEY = "Verifying signatures needs the ledger's key: give --vkey.";

/** The number of blocks between two updates of the progress line. */
const BLOCKS_PER_PROGRESS = 1_000;

/**
 * `npm run verify`: the offline verifier. It takes nothing on trust: it rehashes every block, checks links and proofs
 * of work, rebuilds the Merkle tree, and compares it with signed checkpoints, old and new.
 */
export const verify = command({
  usage: USAGE,
  failure: "Could not check: ",
  options: OPTIONS,
  async run(values, io) {
    await checkReportOptions(values);
    if (isReceiptsAlone(values)) {
      const { report, policy } = await receiptsAlone(values);
      const circumstances = circumstancesOf(values, policy);
      await giveReport(values, io, {
        document: receiptsDocument(report),
        json: receiptsJson(report, circumstances),
        circumstances,
      });
      return report.skipped.length > 0 ? EXIT.failed : EXIT.done;
    }
    if (values.log !== "blocks") {
      const { report, policy } = await logOfReads(values, io);
      const circumstances = circumstancesOf(values, policy);
      await giveReport(values, io, {
        document: readsDocument(report),
        json: readsJson(report, circumstances),
        circumstances,
      });
      return report.fault ? EXIT.fault : report.skipped.length > 0 ? EXIT.failed : EXIT.done;
    }
    const { report, hasAllNames, policy } = await verified(values, io);
    const circumstances = { ...circumstancesOf(values, policy), hasAllNames };
    await giveReport(values, io, {
      document: chainDocument(report, circumstances),
      json: chainJson(report, circumstances),
      circumstances,
    });
    if (report.fault) return EXIT.fault;
    const isOpen = values.strict && (report.unchecked.length > 0 || lacksNames(report, hasAllNames));
    return isOpen || isIncomplete(report) ? EXIT.failed : EXIT.done;
  },
});

/** Whether receipts are to be checked without the chain. */
function isReceiptsAlone({ url, file, receipt, log }: Values<typeof OPTIONS>): boolean {
  return url === undefined && file === undefined && receipt.length > 0 && log === "blocks";
}

/**
 * Compares the log of reads with saved checkpoints.
 *
 * @throws UsageError when another option is about the chain, or one is missing
 */
async function logOfReads(values: Values<typeof OPTIONS>, io: Io) {
  const {
    log,
    url,
    file,
    vkey,
    checkpoint,
    genesis,
    receipt,
    "witness-key": witnessTexts,
    quorum,
    pin,
    author,
  } = values;
  if (log !== "reads") throw new UsageError("--log must be blocks or reads.");
  const others = values.copy.length + genesis.length + witnessTexts.length + pin.length;
  const isOther = others > 0 || file !== undefined || quorum !== undefined || author !== undefined;
  if (isOther || url === undefined || vkey.length === 0 || checkpoint.length + receipt.length === 0) {
    throw new UsageError(
      "--log reads takes --url, --vkey, and --checkpoint or --receipt, and none of the other checks.",
    );
  }
  const policy = { ledger: await ledgerKeys(vkey) };
  if (!policy.ledger.every(({ name }) => isOriginOfReads(name))) {
    throw new Error("--vkey is not the key of a log of reads: give the one from GET /reads/vkey.");
  }
  const token = tokenSource(values["token-file"], url, io.env, "audit:read");
  const saved = await savedEvidence(checkpoint, receipt, policy);
  return { report: await checkLogOfReads(openClient(values, io, token), saved, policy), policy };
}

/**
 * Checks receipts against the ledger's key alone.
 *
 * @throws UsageError when another option needs the chain
 */
async function receiptsAlone(values: Values<typeof OPTIONS>) {
  const { vkey, receipt, checkpoint, genesis, "witness-key": witnessTexts, quorum, pin, author } = values;
  const ofChain = values.copy.length + checkpoint.length + genesis.length + witnessTexts.length + pin.length;
  if (ofChain > 0 || quorum !== undefined || author !== undefined) {
    throw new UsageError("Give either --url or --file, or only receipts and the ledger's key.");
  }
  if (vkey.length === 0) throw new Error(NO_KEY);
  const policy = { ledger: await ledgerKeys(vkey) };
  return { report: await checkReceiptsAlone(await savedEvidence([], receipt, policy), policy), policy };
}

/** Runs every check that the options ask for. */
async function verified(values: Values<typeof OPTIONS>, io: Io) {
  const { url, file, vkey, checkpoint, genesis: hashes, receipt, copy, "witness-key": witnessTexts } = values;
  if ((url === undefined) === (file === undefined)) throw new UsageError("Give either --url or --file.");
  if (vkey.length === 0 && checkpoint.length + receipt.length + witnessTexts.length > 0) {
    throw new Error(NO_KEY);
  }
  const genesis = genesisOf(hashes);
  const pins = pinsOf(values.pin);
  const author = values.author === undefined ? undefined : await thumbprintGiven(values.author);
  const policy = await policyOf(vkey, witnessTexts, values.quorum);
  // An export has no newest checkpoint, so the witnesses must have cosigned a saved one.
  const own: TrustPolicy = file === undefined ? { ledger: policy.ledger } : policy;
  if (file !== undefined && policy.quorum > 0 && checkpoint.length === 0) {
    throw new Error("With --file, the witnesses' cosignatures are read from saved checkpoints: give --checkpoint.");
  }
  const { skipped, reads, ...saved } = await savedEvidence(checkpoint, receipt, own);
  const copies = await Promise.all(copy.map(async (name) => ({ name, value: (await savedChain(name)).blocks })));
  const notOfChain = reads.map(({ name }): Skipped => ({ check: "receipt", name, reason: OF_READS }));
  const progress = (text: string) => void (io.stderr.isTTY && io.stderr.write(`\r\x1b[K${text}`));
  const client = file === undefined ? openClient(values, io) : undefined;
  try {
    const source = client
      ? await servedChain(client, policy, sizesOf(saved.checkpoints, saved.receipts))
      : { newest: undefined, ...(await savedChain(file ?? "")) };
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
    return { ...compared, policy };
  } finally {
    progress("");
  }
}

/** @throws Error when there are several hashes, or one is malformed */
function genesisOf([genesis, ...others]: readonly string[]): string | undefined {
  if (others.length > 0) throw new Error("A chain has one genesis: give --genesis once.");
  return genesisGiven(genesis);
}

/**
 * The trust policy: whose signatures are required.
 *
 * @param vkeys the ledger's keys
 * @param witnessTexts the witnesses' keys
 * @param asked how many of the witnesses must have cosigned; all of them if undefined
 * @throws Error when a key cannot be read, or `--quorum` asks for more witnesses than there are keys
 */
async function policyOf(vkeys: readonly string[], witnessTexts: readonly string[], asked: string | undefined) {
  const ledger = await ledgerKeys(vkeys);
  // What the log of reads has signed must not be held against the chain.
  if (ledger.some(({ name }) => isOriginOfReads(name))) {
    throw new Error("--vkey is the key of a log of reads: with --url or --file, give those of the ledger only.");
  }
  const witnesses = await witnessKeys(witnessTexts, ledger);
  const quorum = Number(asked ?? witnesses.length);
  if (!/^\d+$/.test(asked ?? "0") || quorum > witnesses.length) {
    throw new Error("--quorum must be a whole number, at most the number of different --witness-key options.");
  }
  return { ledger, witnesses, quorum };
}
