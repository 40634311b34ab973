/** What came back from the registrar, checked before it is sent. */
import { signedText, verifySignature } from "../../chain/sealed/entry-signature.ts";
import { openKey } from "../../chain/sealed/public-key.ts";
import { type EnrolmentBody, openEnrolment } from "../../client/signing/enrolment.ts";
import type { CheckedGenesis } from "./checked-chain.ts";
import { NotSent } from "./not-sent.ts";
import { keyStrings } from "../texts/keys.ts";

/**
 * Finds the registrar's endorsement in what came back: alone, or in the request that it was added to. A mail program may
 * have broken its lines.
 *
 * @param text as the person pasted it
 * @param request the one that this browser keeps
 * @returns the request with the endorsement; unchecked if the browser has no Ed25519 and the registrar's key is such a one
 * @throws NotSent if it is not by the registrar of this ledger or the successor, or not over this request
 */
export async function endorsed(
  text: string,
  request: EnrolmentBody,
  { ledger, founding }: CheckedGenesis,
): Promise<EnrolmentBody> {
  const faults = keyStrings.registrar.faults;
  const endorsement = memberIn(text, "endorsement") ?? text.replace(/\s+/g, "");
  const signature = memberIn(text, "signature");
  if (signature !== undefined && signature !== request.signature) throw new NotSent(faults.otherRequest);
  if (endorsement.startsWith("{")) throw new NotSent(faults.missing);
  if (!/^[\w-]+\.\.[\w-]+$/.test(endorsement)) throw new NotSent(faults.form);
  const registrars = await Promise.all([founding.registrar, founding.successor].filter(Boolean).map(openKey));
  const keys = registrars.filter((key) => typeof key !== "string");
  const body = { ...request, endorsement };
  if (keys.length < registrars.length) return body;
  const { entry } = await openEnrolment(request, ledger);
  const signed = signedText(entry, ledger, "endorsement");
  const verified = await Promise.all(keys.map((key) => verifySignature(endorsement, signed, key)));
  if (verified.includes(true)) return body;
  throw new NotSent(keys.some(({ header }) => endorsement.startsWith(`${header}..`)) ? faults.other : faults.by);
}

/** A member of the request as JSON, if the text has it. */
function memberIn(text: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(text)?.[1]?.replace(/\s+/g, "");
}
