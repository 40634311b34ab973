import { rename, unlink, writeFile } from "node:fs/promises";
import { isHexHash } from "../../chain/text/hex.ts";
import { JsonFault, parseIJson } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { type EnrolmentBody, type OpenedEnrolment, openEnrolment } from "../../client/signing/enrolment.ts";
import { UnusableFile } from "../../client/saved/unusable-file.ts";
import { textOfFile } from "../input-file.ts";
import { invoked } from "../invoked.ts";

/** An enrolment on its way between its author, the registrar and the ledger. */
export interface EnrolmentRequest {
  /** The hash of genesis of the ledger that it is for. */
  readonly ledger: string;
  readonly body: EnrolmentBody;
}

/** Larger than any request, in bytes. */
const LIMIT = 65_536;

/** Saves a request, which discloses the subject's name, for its user alone. It overwrites nothing. */
export async function saveRequest(file: string, request: EnrolmentRequest): Promise<void> {
  try {
    await writeFile(file, textOf(request), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(`${file} exists already, and is not overwritten.`, { cause: error });
  }
}

/** Puts a request in the place of the one in the file, in one step. */
export async function replaceRequest(file: string, request: EnrolmentRequest): Promise<void> {
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    await writeFile(draft, textOf(request), { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}

function textOf({ ledger, body }: EnrolmentRequest): string {
  return `${JSON.stringify({ ledger, ...body })}\n`;
}

/**
 * Reads a request and checks that its key asks for it.
 *
 * @throws UnusableFile if it is none, or its signature does not verify
 */
export async function requestIn(file: string): Promise<EnrolmentRequest & { readonly opened: OpenedEnrolment }> {
  const { ledger, ...rest } = objectIn(file, await textOfFile(file, LIMIT));
  const { public_key, signature, disclosures, endorsement } = rest;
  if (typeof ledger !== "string" || !isHexHash(ledger) || typeof signature !== "string" || !isTexts(disclosures)) {
    throw new UnusableFile(file, `is not a request that ${invoked("author-key")} --request wrote`);
  }
  if (endorsement !== undefined && typeof endorsement !== "string")
    throw new UnusableFile(file, "has an endorsement that is not text");
  const body = {
    public_key: public_key as EnrolmentBody["public_key"],
    signature,
    disclosures,
    ...(endorsement === undefined ? {} : { endorsement }),
  };
  try {
    return { ledger, body, opened: await openEnrolment(body, ledger) };
  } catch (error) {
    if (error instanceof Malformed) throw new UnusableFile(file, `cannot be used: ${error.message}`);
    throw error;
  }
}

function objectIn(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return (parseIJson(text) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof JsonFault) throw new UnusableFile(file, `is not a request: it ${error.message}`);
    throw error;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
