/**
 * `npm run verify`: the offline verifier. It believes nothing that the ledger says: it re-hashes every block, checks
 * links and proofs of work, rebuilds the Merkle tree, and compares it with signed checkpoints, old and new.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { openCheckpoint } from "../chain/checkpoint.ts";
import { parseVerifierKey } from "../chain/note.ts";
import { parseReceipt } from "../chain/receipt.ts";
import { type Finding, type Gap, type Report, sizesOf, verifyChain } from "../chain/verification.ts";
import { LedgerClient } from "../client/client.ts";
import { linesOf } from "../client/lines.ts";
import { blocksOf, servedChain } from "../client/served-chain.ts";
import { utf8 } from "../client/utf8.ts";
import { tokenSource } from "./token-source.ts";

const USAGE = `npm run verify -- (--url URL | --file FILE) [options]
  --url URL           the ledger's address, with /ledgers/<name> for another than main
  --file FILE         a saved export instead: GET /get_chain with Accept: application/x-ndjson
  --vkey KEY          the ledger's verifier key, from GET /vkey; again for each key while the key changes
  --checkpoint FILE   a checkpoint that you kept: the ledger must still contain that history; may be repeated
  --receipt FILE      a receipt, as JSON or tlog-proof: its block must stand in the ledger; may be repeated
  --witness-key KEY   the verifier key of a witness; may be repeated
  --quorum K          how many of the witnesses must have cosigned the newest checkpoint (all of them)
  --token-file FILE   where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev
  --json              the report as JSON

Exit codes: 0 everything checked is right, 1 a fault was found, 2 it could not be checked.`;

/** How often the progress is shown, in blocks. */
const BLOCKS_PER_PROGRESS = 1_000;

async function* fileLines(file: string): AsyncGenerator<string> {
  for await (const { text } of linesOf(createReadStream(file))) yield text;
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function print({ checked, unchecked, fault, ...rest }: Report, asJson: boolean): void {
  const right = checked.map(describeFinding);
  const open = unchecked.map((gap) => GAPS[gap]);
  if (asJson) {
    console.log(JSON.stringify({ valid: !fault, ...rest, checked: right, unchecked: open, fault }));
    return;
  }
  for (const line of right) console.log(`right        ${line}`);
  for (const line of open) console.log(`not checked  ${line}`);
  if (fault) {
    console.log(`FAULT        ${fault.detail}`);
    console.log(`             block ${fault.index}, rule ${fault.rule}`);
    console.log(`             expected ${fault.expected}\n             actual   ${fault.actual}`);
  } else {
    console.log(`\n${rest.length} blocks, head ${rest.head}`);
  }
}

function describeFinding(finding: Finding): string {
  switch (finding.check) {
    case "blocks":
      return `${finding.length} blocks: every hash, link, timestamp and proof of work`;
    case "newest-checkpoint":
      return `the newest checkpoint, of ${finding.size} blocks: its signature, and its root over all of them`;
    case "cosignatures":
      return `cosigned by ${finding.count} of ${finding.witnesses} witnesses`;
    case "kept-checkpoint":
      return `${finding.name}: the ledger still contains the ${finding.size} blocks it was signed for`;
    case "receipt":
      return `${finding.name}: block ${finding.index} stands in the ledger`;
  }
}

const GAPS: Record<Gap, string> = {
  signature: "whether the ledger's key signed all of this: no checkpoint of it, or no --vkey to verify it with",
  history: "whether the past was rewritten: no --checkpoint that was kept",
};

try {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      file: { type: "string" },
      vkey: { type: "string", multiple: true, default: [] },
      checkpoint: { type: "string", multiple: true, default: [] },
      receipt: { type: "string", multiple: true, default: [] },
      "witness-key": { type: "string", multiple: true, default: [] },
      quorum: { type: "string" },
      "token-file": { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
  } else {
    const { url, file, vkey, checkpoint, receipt, "witness-key": witnessKeys } = values;
    if ((url === undefined) === (file === undefined)) throw new Error(`Give either --url or --file.\n\n${USAGE}`);
    if (vkey.length === 0 && checkpoint.length + receipt.length + witnessKeys.length > 0) {
      throw new Error("Signatures are verified with the ledger's key: give --vkey.");
    }
    const quorum = Number(values.quorum ?? witnessKeys.length);
    if (!/^\d+$/.test(values.quorum ?? "0") || quorum > witnessKeys.length) {
      throw new Error("--quorum must be a whole number, and there must be so many --witness-key.");
    }
    const policy = {
      ledger: await Promise.all(vkey.map(parseVerifierKey)),
      witnesses: await Promise.all(witnessKeys.map(parseVerifierKey)),
      quorum,
    };
    // An export has no newest checkpoint: then it is one of those that were kept that the witnesses must have seen.
    const own = url === undefined ? policy : { ledger: policy.ledger };
    if (url === undefined && quorum > 0 && checkpoint.length === 0) {
      throw new Error("With --file the witnesses' cosignatures are looked for in the --checkpoint files: give one.");
    }
    const kept = await Promise.all(
      checkpoint.map(async (name) => ({ name, value: await openCheckpoint(utf8(await readFile(name)), own) })),
    );
    const receipts = await Promise.all(
      receipt.map(async (name) => ({ name, value: parseReceipt(utf8(await readFile(name))) })),
    );
    const source =
      url === undefined
        ? { newest: undefined, blocks: blocksOf(fileLines(file ?? "")) }
        : await servedChain(
            new LedgerClient(url, tokenSource(values["token-file"], url)),
            policy,
            sizesOf(kept, receipts),
          );
    const report = await verifyChain({ ...source, checkpoints: kept, receipts }, policy, (length) => {
      if (length % BLOCKS_PER_PROGRESS === 0) progress(`${length.toLocaleString("en")} blocks`);
    });
    progress("");
    print(report, values.json);
    process.exitCode = report.fault ? 1 : 0;
  }
} catch (error) {
  console.error(`Could not check: ${(error as Error).message}`);
  process.exitCode = 2;
}
