import type { EnrolResult, RevokeResult } from "../../ledger/key-results.ts";
import { mempoolFull } from "./outcomes.ts";
import { Problem } from "./problem.ts";
import { signatureProblem } from "./signature-problems.ts";

/** Why a key was not enrolled. */
type EnrolRefusal = Exclude<EnrolResult, { outcome: "enrolled" | "enrolled-before" | "pending" }>;

/** Why a key was not revoked. */
type RevokeRefusal = Exclude<RevokeResult, { outcome: "revoked" | "revoked-before" | "pending" }>;

/** The problem of a key that was not enrolled. */
export function enrolProblem(result: EnrolRefusal): Problem {
  switch (result.outcome) {
    case "key-taken":
      return new Problem(
        "key-conflict",
        "This key is enrolled for another subject already, or its subject was erased, or the disclosure was used for another " +
          "key. Make another key, with a new salt for its disclosure: a key belongs to one subject alone.",
      );
    case "key-revoked":
      return new Problem("key-revoked", "This key was revoked, and is never enrolled again. Make another key.");
    case "signature-refused":
      return new Problem(
        "signature-refused",
        "`signature` must be by the key itself, over {kind, public_key, commitment, ledger}: kind is key, commitment that of " +
          "the disclosure, and ledger the hash of this ledger's genesis. `endorsement` must be by the ledger's registrar, over the " +
          "same with `signature`, if GET /ledgers/{name} names a registrar, and absent if it names none.",
      );
    case "full":
      return mempoolFull("key");
    default:
      return signatureProblem(result);
  }
}

/** The problem of a key that was not revoked. */
export function revokeProblem(result: RevokeRefusal): Problem {
  switch (result.outcome) {
    case "none":
      return keyNotFound();
    case "not-own-key":
      return new Problem(
        "key-not-allowed",
        "Your token's subject neither enrolled this key nor is its subject. Revoking it takes a token with the scope " +
          "key:revoke.",
      );
    case "outside-use":
      return new Problem(
        "revocation-refused",
        result.from > result.to
          ? "The block that enrols this key is not mined yet, so there is nothing that compromised_since could dispute. Leave it out."
          : `compromised_since must be the index of a block from ${result.from}, which enrolled the key, to ${result.to}, the newest.`,
      );
    case "key-revoked":
      return new Problem(
        "key-revoked",
        "This key was revoked before, so its own signature no longer counts. To mark it as compromised, send the registrar's " +
          "`endorsement` instead.",
      );
    case "signature-refused":
      return new Problem(
        "signature-refused",
        "What was sent does not verify, or `compromised_since` was sent with nothing that vouches for it: it needs a " +
          "`signature` by the key itself, or an `endorsement` by the ledger's registrar, over {kind, revokes, " +
          "compromised_since, ledger}: kind is revocation, revokes the thumbprint, and ledger the hash of this ledger's genesis.",
      );
    case "full":
      return mempoolFull("revocation");
    default:
      return signatureProblem(result);
  }
}

/** The ledger has no such key. */
export function keyNotFound(): Problem {
  return new Problem(
    "key-not-found",
    "No entry of this ledger enrols a key with this thumbprint. GET /keys lists the keys.",
  );
}

/** What a plain ledger answers to everything about keys. */
export function notSignable(): Problem {
  return signatureProblem({ outcome: "not-signable" });
}
