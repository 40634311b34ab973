import type { ProblemName } from "../../contract/problems.ts";
import type { Answer, Limited } from "../../ledger/answer.ts";
import { Problem } from "./problem.ts";

/** How long a refused client should wait, in seconds. */
const RETRY_AFTER = { "Retry-After": "10" };

/** Each limited resource in the plural, and the problem to report if the ledger is busy with all subjects' requests. */
const LIMITED: Record<Limited, readonly [what: string, busy: ProblemName]> = {
  batches: ["batches to accept", "ledger-unavailable"],
  checks: ["checks of the chain", "ledger-unavailable"],
  conflicts: ["conflicts over registration numbers", "ledger-unavailable"],
  searches: ["searches for a patient", "ledger-unavailable"],
  streams: ["streams of blocks", "ledger-unavailable"],
  watchers: ["watchers", "too-many-watchers"],
};

/**
 * The value of a ledger's answer.
 *
 * @throws Problem if the answer has no value, saying why
 */
export function valueOf<Value>(answer: Answer<Value>): Value {
  switch (answer.outcome) {
    case "ok":
      return answer.value;
    case "no-ledger":
      throw ledgerNotFound();
    case "deleted":
      throw ledgerDeleted();
    case "contradicted":
      throw new Problem(
        "ledger-contradicted",
        "The stored chain differs from what this ledger signed, or a check found a fault in it, so the ledger has stopped " +
          "mining and signing. GET /is_valid shows the fault. Keep your checkpoints and receipts, and tell the operator " +
          "and the auditor.",
      );
    case "key-missing":
      throw new Problem(
        "signing-not-configured",
        "This ledger has signed its blocks so far, but its signing key is no longer configured, so it has stopped mining. " +
          "The operator must set LEDGER_SIGNING_KEY and LEDGER_ORIGIN again.",
      );
    case "record-key-missing":
      throw recordKeyNotConfigured();
    case "vault-lost":
      throw new Problem(
        "vault-lost",
        "This sealed ledger's vault, which holds the keys of its records, is gone or is not the one that was made with it. " +
          "Its blocks can still be read and checked, but no record can be opened or registered. Do not create a ledger or a vault in its place: " +
          "the operator must restore the vault; see the guide /guide/real-patients.",
      );
    case "vault-behind":
      throw new Problem(
        "vault-behind",
        "This sealed ledger's vault was restored from an older state, so it may lack the keys of newer records. Tell the " +
          "operator, who must open every record with GET /is_valid?records=open; see the guide /guide/real-patients.",
      );
    case "ledger-behind":
      throw ledgerBehind();
    case "share-used":
      throw shareUsed(answer.of);
    case "busy": {
      const [what, busy] = LIMITED[answer.of];
      throw new Problem(busy, `The ledger has too many ${what} already. Try again later.`, { headers: RETRY_AFTER });
    }
  }
}

/** The request's subject has used up its share of a limited resource. */
export function shareUsed(of: Limited): Problem {
  if (of === "conflicts") {
    const detail =
      "Your token's subject has sent too many registration numbers that are taken, so nothing that it registers is looked " +
      "at for now. Correct the list, wait, and send it again.";
    return new Problem("rate-limited", detail, { headers: RETRY_AFTER });
  }
  const [what] = LIMITED[of];
  const detail = `Your token's subject has used up its share of this ledger's ${what}. Wait or end some, then try again.`;
  return new Problem("rate-limited", detail, { headers: RETRY_AFTER });
}

/** No ledger has the name of the request's path. */
export function ledgerNotFound(): Problem {
  return new Problem("ledger-not-found", "There is no ledger with this name. PUT /ledgers/{name} creates one.");
}

/** The ledger was a sandbox, which was deleted. */
export function ledgerDeleted(): Problem {
  return new Problem(
    "ledger-deleted",
    "This ledger was a sandbox, and was deleted with everything in it. Its name is never free again. Open another ledger: " +
      "PUT /ledgers/{name} creates one.",
  );
}

/** The secret that the keys of sealed records are wrapped with is missing or wrong. */
export function recordKeyNotConfigured(): Problem {
  return new Problem(
    "record-key-not-configured",
    "The keys of a sealed ledger's records are wrapped with a secret that is not configured, or is not the one that this " +
      "ledger's vault is locked with. The operator must set the secret RECORD_KEY; see the guide /guide/real-patients.",
  );
}

/** The ledger's storage is in an older state than its vault has seen. */
export function ledgerBehind(): Problem {
  return new Problem(
    "ledger-behind",
    "This sealed ledger was restored from an older state than its vault has seen, or its storage is lost. It signs, mines " +
      "and opens nothing, since it would contradict what it signed. The operator must restore the newer state.",
  );
}

/** The mempool is full. */
export function mempoolFull(of: "record" | "key" | "revocation" = "record"): Problem {
  const detail = `The ${of} was not accepted, because too many records are waiting to be mined. Send it again later.`;
  return new Problem("mempool-full", detail, { headers: RETRY_AFTER });
}
