/**
 * `npm run witness`: a witness for another party to run (after C2SP tlog-witness). It asks the ledger for its newest
 * checkpoint, verifies that the ledger only grew since the one before, and cosigns it.
 */
import { parseArgs } from "node:util";
import { hex, isHexHash } from "../chain/hex.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../evidence/checkpoint.ts";
import type { Fault } from "../chain/fault.ts";
import { type Hash, verifyConsistency } from "../evidence/merkle-tree.ts";
import {
  cosignText,
  noteText,
  openSigner,
  SIGNATURE_TYPE,
  type Signer,
  type VerifierKey,
  verifierKeyText,
} from "../evidence/note.ts";
import { bytesOf } from "../evidence/receipt.ts";
import { type LedgerClient, NotALedger, Refusal, Unreachable } from "../client/client.ts";
import { jsonLine, printable } from "../client/printable.ts";
import { openSigningKey } from "./key-file.ts";
import { lock } from "./lock.ts";
import { openClient } from "./open-client.ts";
import { complain, say } from "./output.ts";
import { pause } from "./pause.ts";
import { ledgerKeys } from "./verifier-keys.ts";
import { WitnessState } from "./witness-state.ts";

const USAGE = `npm run witness -- --vkey KEY --key FILE --name NAME --dir FOLDER [options]
  --vkey KEY         the ledger's verifier key, from GET /vkey; again for each key while the key changes
  --key FILE         the witness's own private key, made when there is none
  --name NAME        the witness's name, such as a domain of yours
  --dir FOLDER       where the newest checkpoint it cosigned is kept; never lose it
  --url URL          the ledger's address, with /ledgers/<name> for another than main   (http://localhost:8787)
  --every SECONDS    how often to look                                                  (60)
  --once             look once
  --token-file FILE  where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev

Exit codes: 0 stopped by you or by --once, 1 the ledger contradicts what it signed before, 2 could not go on.`;

/** The ledger signed two histories: both checkpoints together prove it. */
class Contradiction extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.detail);
    this.fault = fault;
  }
}

/**
 * Looks once.
 *
 * @throws Contradiction when the newest checkpoint does not continue the one that was cosigned last
 */
async function look(client: LedgerClient, ledger: readonly VerifierKey[], signer: Signer, state: WitnessState) {
  const signed = await client.text("/checkpoint");
  const newest = await openCheckpoint(signed, { ledger });
  const before = await state.read(ledger);
  if (before) await checkContinues(client, before, newest, () => state.keepEvidence(signed));
  // Kept before it is sent: a cosignature that is out must never be forgotten.
  await state.write(signed);
  const cosignature = await cosignText(newest.note.text, Math.floor(Date.now() / 1000), signer);
  const note = noteText({ text: newest.note.text, signatures: [...newest.note.signatures, cosignature] });
  const headers = { "Content-Type": "text/plain" };
  const answer = await client.get("/cosignatures", { method: "POST", headers, body: note });
  const { counted } = (answer ?? {}) as { counted?: unknown };
  const { name, id } = signer.verifier;
  const consistent = `${newest.size} blocks, consistent with ${before ? `${before.size} before` : "nothing before"}`;
  if (Array.isArray(counted) && counted.includes(`${name}+${id}`)) {
    say(`${consistent}; cosigned.`);
  } else {
    say(`${consistent}; not counted.`);
    complain("The ledger does not count this cosignature: its operator has to add this witness's key to WITNESS_KEYS.");
  }
}

async function checkContinues(
  client: LedgerClient,
  before: VerifiedCheckpoint,
  newest: VerifiedCheckpoint,
  keepEvidence: () => Promise<string>,
): Promise<void> {
  const { size: from } = before;
  const { size: to } = newest;
  const contradiction = async (detail: string, expected: string, actual: string) => {
    const file = await keepEvidence();
    const index = Math.min(from, to);
    return new Contradiction({ index, rule: "checkpoint", expected, actual, detail: `${detail} Kept as ${file}.` });
  };
  if (to < from)
    throw await contradiction("The ledger lost blocks that it had signed for.", `${from} blocks`, `${to} blocks`);
  const path = from === to ? [] : await consistencyPath(client, from, to);
  if (!path || !(await verifyConsistency(from, to, before.root, newest.root, path))) {
    const detail = "The ledger rewrote blocks that it had signed for.";
    throw await contradiction(detail, `a tree that begins with ${hex(before.root)}`, hex(newest.root));
  }
}

/** @returns what the ledger gives as proof, or nothing where that is none */
async function consistencyPath(client: LedgerClient, from: number, to: number): Promise<Hash[] | undefined> {
  const { path } = ((await client.get(`/consistency?from=${from}&to=${to}`)) ?? {}) as { path?: unknown };
  return Array.isArray(path) && path.length <= 63 && path.every(isHexHash) ? path.map(bytesOf) : undefined;
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

try {
  const { values } = parseArgs({
    options: {
      vkey: { type: "string", multiple: true, default: [] },
      key: { type: "string" },
      name: { type: "string" },
      dir: { type: "string" },
      url: { type: "string", default: "http://localhost:8787" },
      every: { type: "string", default: "60" },
      once: { type: "boolean", default: false },
      "token-file": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { key, name, dir } = values;
  const every = /^\d+(\.\d+)?$/.test(values.every) ? Number(values.every) * 1000 : NaN;
  if (values.help) {
    console.log(USAGE);
  } else if (key === undefined || name === undefined || dir === undefined || values.vkey.length === 0 || !(every > 0)) {
    throw new Error(`--vkey, --key, --name and --dir are needed, and --every above 0.\n\n${USAGE}`);
  } else {
    const ledger = await ledgerKeys(values.vkey);
    const signer = await openSigner(await openSigningKey(key), name, SIGNATURE_TYPE.cosignature);
    say(`This witness's verifier key:\n${printable(verifierKeyText(signer.verifier))}`);
    const client = openClient(values.url, values["token-file"]);
    const release = lock(dir);
    let hasLooked = false;
    try {
      while (!stop.signal.aborted) {
        try {
          await look(client, ledger, signer, new WitnessState(dir));
          hasLooked = true;
        } catch (error) {
          // A sign-in page may come in between later; at the first look the address is wrong.
          const isWrong = error instanceof NotALedger && !hasLooked;
          if (values.once || isWrong || !(error instanceof Unreachable)) throw error;
          complain(error.message);
        }
        if (values.once) break;
        await pause(every, stop.signal);
      }
    } finally {
      release();
    }
  }
} catch (error) {
  const isContradiction =
    error instanceof Contradiction ||
    (error instanceof Refusal && ["checkpoint-conflict", "ledger-contradicted"].includes(error.problem));
  if (error instanceof Contradiction) console.log(jsonLine({ fault: error.fault }));
  complain((error as Error).message);
  process.exitCode = isContradiction ? 1 : 2;
}
