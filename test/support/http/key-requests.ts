import { expect } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment } from "../../../src/client/signing/enrolment.ts";
import { bearer, request } from "../worker/client.ts";

/** The key that requests to a stub are about. */
export const key = await generateAuthorKey();
/** The path of that key. */
export const PATH = `/keys/${key.thumbprint}`;
/** What stands for any hash. */
export const GENESIS = "0".repeat(64);
/** The body that enrols the key for `dr-rao`. */
export const ENROLMENT = await enrolment(key, "dr-rao", GENESIS);

/** Where the stub says that an entry is. */
export const POSITION = { entry: 2, block: 2, at: "2026-02-01T00:00:00.000Z" };

/** The key as a stub of the ledger describes it. */
export const VIEW = {
  thumbprint: key.thumbprint,
  public_key: key.publicKey,
  state: "enrolled",
  enrolled: POSITION,
  endorsed: false,
  subject: "dr-rao",
};

/** Calls a route of keys on a stub, with a token that may read the chain and enrol a key. */
export async function callKeys(
  method: string,
  path: string,
  { bindings }: { readonly bindings: object },
  body?: unknown,
  claims: Record<string, unknown> = {},
): Promise<Response> {
  const token = await bearer({ scope: "chain:read key:enrol", ...claims });
  const headers = { ...token, "Content-Type": "application/json" };
  return request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, bindings);
}

/** What a stub is told about the token of a request to it. */
export const readerWith = (claims: object = {}) => expect.objectContaining({ subject: "dr-rao", ...claims }) as unknown;
