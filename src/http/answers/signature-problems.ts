import type { NotSignable, SignatureRefused } from "../../ledger/results.ts";
import { Problem } from "./problem.ts";

type Refusal = (SignatureRefused | NotSignable)["outcome"];

/** What to tell a client about each refusal; its name is that of the problem. */
const DETAILS: Readonly<Record<Refusal, string>> = {
  "key-not-enrolled":
    "No entry of this ledger enrols the key that `author` names. Enrol it first: PUT /keys/{thumbprint}.",
  "key-revoked": "The key was revoked, so it signs nothing new. What it signed before stays valid. Enrol another key.",
  "seen-unknown":
    "`seen` must name one of the newest 512 blocks of this ledger, with its hash. GET /get_chain, look at what it says, and sign again.",
  "signature-refused":
    "The signature does not verify: it must be a compact JWS with detached payload by the author's key, over the entry with " +
    "the hash of this ledger's genesis. See the guide about signed records.",
  "signature-required": "This ledger was created with `signatures: required`. Sign the record with an enrolled key.",
  "not-signable": "This is a plain ledger. Only a sealed one has keys and takes signatures.",
};

/** Whether an outcome is about a signature. */
export function isAboutSignature(result: { readonly outcome: string }): result is SignatureRefused | NotSignable {
  return Object.hasOwn(DETAILS, result.outcome);
}

/** The problem for a signature that was not accepted. */
export function signatureProblem({ outcome }: SignatureRefused | NotSignable): Problem {
  return new Problem(outcome, DETAILS[outcome]);
}
