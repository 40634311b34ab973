import type { ParseArgsOptionsConfig } from "node:util";
import { command, EXIT, UsageError } from "../command.ts";
import { compareSaved } from "../compare/comparing.ts";
import { comparisonJson, comparisonText, type Verdict, verdictOf } from "../compare/comparison-report.ts";
import { invoked, named } from "../invoked.ts";
import { policyGiven } from "../keys/policy-given.ts";
import { TOKEN_USAGE } from "../open-client.ts";

const USAGE = `${invoked("compare")} (--vkey KEY | --policy FILE) [--url URL | --file FILE] NOTE NOTE…
  NOTE               a saved checkpoint of the blocks, or of a log of reads
  --vkey KEY         the ledger's verifier key, from GET /vkey; repeat for each key, and for that from GET /reads/vkey
  --policy FILE      a file with the keys (C2SP tlog-policy)
  --url URL          the ledger, which proves whether it contains the history of each checkpoint
  --file FILE        a copy of the chain instead: an export, or chain.ndjson of ${named("follow")}
  --token-file FILE  ${TOKEN_USAGE}
  --json             print the result as JSON

Exit codes: 0 the checkpoints are of one history, 1 they are proven not to be, 2 that cannot be determined.`;

const OPTIONS = {
  vkey: { type: "string", multiple: true, default: [] },
  policy: { type: "string" },
  url: { type: "string" },
  file: { type: "string" },
  "token-file": { type: "string" },
  json: { type: "boolean", default: false },
} as const satisfies ParseArgsOptionsConfig;

const CODES: Record<Verdict, number> = { "one-history": EXIT.done, contradiction: EXIT.fault, unknown: EXIT.failed };

/**
 * `npm run compare`: says whether saved checkpoints, such as those of different auditors, can belong to one history of
 * their ledger.
 */
export const compare = command({
  usage: USAGE,
  failure: "Could not compare: ",
  options: OPTIONS,
  hasOperands: true,
  async run(values, io, notes) {
    const { url, file, json } = values;
    if (notes.length < 2) throw new UsageError("Give two or more saved checkpoints.");
    if (url !== undefined && file !== undefined) throw new UsageError("Give --url or --file, not both.");
    const { ledger } = await policyGiven({ ...values, "witness-key": [] });
    if (ledger.length === 0) throw new Error("Verifying signatures needs the ledger's key: give --vkey or --policy.");
    const comparison = await compareSaved(notes, ledger, values, io);
    io.stdout.write(json ? comparisonJson(comparison) : comparisonText(comparison));
    return CODES[verdictOf(comparison)];
  },
});
