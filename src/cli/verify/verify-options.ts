import type { ParseArgsOptionsConfig } from "node:util";
import type { Values } from "../command.ts";
import { invoked, named } from "../invoked.ts";
import { POLICY_OPTIONS } from "../keys/policy-given.ts";
import { TOKEN_USAGE } from "../open-client.ts";
import { REPORT_OPTIONS, REPORT_USAGE } from "./report-options.ts";

/** The help text of `verify`. */
export const USAGE = `${invoked("verify")} (--url URL | --file FILE) [options]
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
  --policy FILE       the keys of the ledger and of witnesses, and the quorum, in one file (C2SP tlog-policy)
  --history FOLDER    compare with all checkpoints in FOLDER, and if no fault was found save the newest one there
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

/** The options of `verify`. */
export const OPTIONS = {
  url: { type: "string" },
  file: { type: "string" },
  ...POLICY_OPTIONS,
  checkpoint: { type: "string", multiple: true, default: [] },
  copy: { type: "string", multiple: true, default: [] },
  genesis: { type: "string", multiple: true, default: [] },
  receipt: { type: "string", multiple: true, default: [] },
  history: { type: "string" },
  pin: { type: "string", multiple: true, default: [] },
  author: { type: "string" },
  log: { type: "string", default: "blocks" },
  "token-file": { type: "string" },
  strict: { type: "boolean", default: false },
  ...REPORT_OPTIONS,
} as const satisfies ParseArgsOptionsConfig;

/** The values of {@link OPTIONS}. */
export type VerifyValues = Values<typeof OPTIONS>;

/** What to say if a check needs a key and there is none. */
export const NO_KEY = "Verifying signatures needs the ledger's key: give --vkey or --policy.";
