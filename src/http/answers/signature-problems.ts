import type { NotSignable, SignatureRefused } from "../../ledger/results.ts";
import { Problem } from "./problem.ts";

type Refusal = (SignatureRefused | NotSignable)["outcome"];

/** What to tell a client about each refusal of a signed record or erasure; its name is that of the problem. */
const DETAILS: Readonly<Record<Refusal, string>> = {
  "key-not-enrolled":
    "No entry of this ledger enrols the key that `author` names. Enrol it first: PUT /keys/{thumbprint}. GET /keys lists the " +
    "keys that are enrolled.",
  "key-revoked":
    "The key that `author` names was revoked, so it signs nothing new. What it signed before stays valid. Make another key, " +
    "enrol it, and sign again.",
  "seen-unknown":
    "`seen` must name one of the newest 512 blocks of this ledger, by its index and hash. GET /ledgers/{name} shows the " +
    "newest. Name that one in `seen`, and sign again. If this ledger itself served you that block, less than " +
    "512 blocks ago, its history has been replaced: keep the block, and tell an auditor.",
  "signature-refused":
    "The signature does not verify. It must be a compact JWS with detached payload, by the key that `author` names. Its " +
    "protected header is exactly {alg, kid, typ} and its payload the entry without `signature` and with `ledger`, the hash of " +
    "this ledger's genesis, both as RFC 8785 writes them. The guide /guide/signed-records shows how to sign.",
  "commitment-repeated":
    "An entry with the same commitment is on the chain already, or waits to be mined: it was made of the same values and salts. " +
    "Make new salts for every version, and sign again.",
  "signature-required":
    "This ledger was created with `signatures: required`, so records and corrections must be signed. Send disclosures, " +
    "author, seen and signature instead of the three fields: the guide /guide/signed-records shows how.",
  "not-signable": "This is a plain ledger, which has no keys and takes no signatures. Only a sealed ledger does.",
};

/** Whether an outcome is about a signature. */
export function isAboutSignature(result: { readonly outcome: string }): result is SignatureRefused | NotSignable {
  return Object.hasOwn(DETAILS, result.outcome);
}

/** The problem for the signature of a record or an erasure that was not accepted. */
export function signatureProblem({ outcome }: SignatureRefused | NotSignable): Problem {
  return new Problem(outcome, DETAILS[outcome]);
}
