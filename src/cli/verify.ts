/**
 * `npm run verify`: the offline verifier. It believes nothing that the ledger says: it re-hashes every block, checks
 * links and proofs of work, rebuilds the Merkle tree, and compares it with signed checkpoints, old and new.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ChainAudit } from "../chain/audit.ts";
import { hex } from "../chain/canonical.ts";
import { openCheckpoint, type TrustPolicy, type VerifiedCheckpoint } from "../chain/checkpoint.ts";
import type { Fault } from "../chain/fault.ts";
import { Malformed, parseVerifierKey } from "../chain/note.ts";
import { type InclusionProof, parseReceipt, verifyReceipt } from "../chain/receipt.ts";
import { EMPTY_CHAIN } from "../chain/validation.ts";
import { LedgerClient, tokenSource } from "./client.ts";
import { parse } from "./copy.ts";
import { linesOf } from "./lines.ts";

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

interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

/** What was found right, a line each; and the fault, if there is one. */
interface Report {
  readonly length: number;
  readonly head: string | undefined;
  readonly root: string;
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  readonly fault?: Fault;
}

/** Where the blocks come from, and the newest checkpoint if the source has one. */
interface Source {
  readonly newest: VerifiedCheckpoint | undefined;
  readonly blocks: AsyncIterable<unknown>;
}

async function verify(
  { newest, blocks }: Source,
  kept: readonly Named<VerifiedCheckpoint>[],
  receipts: readonly Named<InclusionProof>[],
  policy: TrustPolicy,
): Promise<Report> {
  const audit = new ChainAudit([...(newest ? [newest.size] : []), ...sizesOf(kept, receipts)]);
  const wanted = new Set(receipts.map(({ value }) => value.leafIndex + 1));
  const hashes = new Map<number, string>();
  const checked: string[] = [];
  const unchecked: string[] = [];
  const report = async (fault?: Fault): Promise<Report> => {
    const root = hex(await audit.root());
    return { length: audit.length, head: audit.tip?.hash, root, checked, unchecked, ...(fault ? { fault } : {}) };
  };

  for await (const block of blocks) {
    const fault = await audit.next(block);
    if (fault) return report(fault);
    const { tip, length } = audit;
    if (tip && wanted.has(length)) hashes.set(length, tip.hash);
    if (length % BLOCKS_PER_PROGRESS === 0) progress(`${length.toLocaleString("en")} blocks`);
  }
  progress("");
  if (!audit.tip) return report(EMPTY_CHAIN);
  checked.push(`${audit.length} blocks: every hash, link, timestamp and proof of work`);

  if (newest) {
    const fault = audit.checkpointFault(newest);
    if (fault) return report(fault);
    checked.push(`the newest checkpoint, of ${newest.size} blocks: its signature, and its root over all of them`);
    if (policy.witnesses?.length) {
      checked.push(`cosigned by ${newest.cosignedBy.length} of ${policy.witnesses.length} witnesses`);
    }
  } else if (!kept.some(({ value }) => value.size === audit.length)) {
    unchecked.push("whether the ledger's key signed all of this: no checkpoint of it, or no --vkey to verify it with");
  }
  for (const { name, value } of kept) {
    const fault = audit.checkpointFault(value);
    if (fault) return report(fault);
    checked.push(`${name}: the ledger still contains the ${value.size} blocks it was signed for`);
  }
  for (const { name, value } of receipts) {
    const index = value.leafIndex + 1;
    const fault = await receiptFault(value, index, hashes.get(index), audit, policy);
    if (fault) return report(fault);
    checked.push(`${name}: block ${index} stands in the ledger`);
  }
  if (kept.length === 0) unchecked.push("whether the past was rewritten: no --checkpoint that was kept");
  return report();
}

/** The sizes of the trees that the chain is to be compared with, beside the newest. */
function sizesOf(kept: readonly Named<VerifiedCheckpoint>[], receipts: readonly Named<InclusionProof>[]): number[] {
  const claimed = receipts.map(({ value }) => claimedSize(value.checkpoint)).filter((size) => size !== undefined);
  return [...kept.map(({ value }) => value.size), ...claimed];
}

/** The size in a receipt's checkpoint, before anything in it is believed; it only says which roots to keep. */
function claimedSize(note: string): number | undefined {
  const size = Number(note.split("\n")[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

async function receiptFault(
  proof: InclusionProof,
  index: number,
  hash: string | undefined,
  audit: ChainAudit,
  policy: TrustPolicy,
): Promise<Fault | undefined> {
  try {
    if (hash === undefined) throw new Malformed("the ledger has no such block");
    return audit.checkpointFault(await verifyReceipt(proof, hash, { ledger: policy.ledger }));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const detail = `The receipt does not prove block ${index} of this ledger.`;
    return { index, rule: "receipt", expected: "a receipt of this block", actual: error.message, detail };
  }
}

async function fromLedger(client: LedgerClient, policy: TrustPolicy, sizes: readonly number[]): Promise<Source> {
  let newest: VerifiedCheckpoint | undefined;
  if (policy.ledger.length > 0) {
    const path = `/checkpoint${policy.quorum ? `?cosignatures=${policy.quorum}` : ""}`;
    newest = await openCheckpoint(await (await client.request(path)).text(), policy);
  }
  // So far as there is something to compare with: what was mined meanwhile has no checkpoint yet.
  const limit = newest && Math.max(newest.size, ...sizes);
  const lines = client.lines(`/get_chain${limit === undefined ? "" : `?limit=${limit}`}`);
  return { newest, blocks: blocksOf(lines) };
}

async function* fileLines(file: string): AsyncGenerator<string> {
  for await (const { text } of linesOf(createReadStream(file))) yield text;
}

/** The blocks of an export, a line each; what is no JSON is no block, and is found faulty. */
async function* blocksOf(lines: AsyncIterable<string>): AsyncGenerator {
  for await (const line of lines) yield parse(line);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function print({ length, head, root, checked, unchecked, fault }: Report, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify({ valid: !fault, length, head, root, checked, unchecked, fault }));
    return;
  }
  for (const line of checked) console.log(`right        ${line}`);
  for (const line of unchecked) console.log(`not checked  ${line}`);
  if (fault) {
    console.log(`FAULT        ${fault.detail}`);
    console.log(`             block ${fault.index}, rule ${fault.rule}`);
    console.log(`             expected ${fault.expected}\n             actual   ${fault.actual}`);
  } else {
    console.log(`\n${length} blocks, head ${head}`);
  }
}

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
      checkpoint.map(async (name) => ({ name, value: await openCheckpoint(await readFile(name, "utf8"), own) })),
    );
    const receipts = await Promise.all(
      receipt.map(async (name) => ({ name, value: parseReceipt(await readFile(name, "utf8")) })),
    );
    const source =
      url === undefined
        ? { newest: undefined, blocks: blocksOf(fileLines(file ?? "")) }
        : await fromLedger(
            new LedgerClient(url, tokenSource(values["token-file"], url)),
            policy,
            sizesOf(kept, receipts),
          );
    const report = await verify(source, kept, receipts, policy);
    print(report, values.json);
    process.exitCode = report.fault ? 1 : 0;
  }
} catch (error) {
  console.error(`Could not check: ${(error as Error).message}`);
  process.exitCode = 2;
}
