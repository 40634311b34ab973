import type { Hono } from "hono";
import { enrolKey, getKey, getKeys, revokeKey } from "../../contract/routes/keys.ts";
import type { Enrolment } from "../../ledger/key-results.ts";
import type { Accepted } from "../../ledger/results.ts";
import { readerOf } from "../access/reader.ts";
import { enrolProblem, keyNotFound, notSignable, revokeProblem } from "../answers/key-problems.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";
import { openedKey } from "../requests/public-key.ts";

/** Routes that enrol, revoke and show the keys of authors. */
export function keyRoutes(app: Hono<AppEnv>): void {
  mount(app, getKeys, async (c, { query: { from, limit } }) => {
    const page = await ask(c, (ledger) => ledger.keys({ from, limit }, readerOf(c)));
    if ("outcome" in page) throw notSignable();
    const { names, keys } = page;
    if (page.next === undefined) return { status: 200, json: { names, keys } };
    const next = ledgerPath(c, `/keys?from=${page.next}&limit=${limit}`);
    return { status: 200, headers: { Link: `<${next}>; rel="next"` }, json: { names, keys, next } };
  });

  mount(app, getKey, async (c, { params: { thumbprint } }) => {
    const result = await ask(c, (ledger) => ledger.key(thumbprint, readerOf(c)));
    switch (result.outcome) {
      case "found":
        return { status: 200, json: { ...result.key, names: result.names } };
      case "none":
        throw keyNotFound();
      case "not-signable":
        throw notSignable();
    }
  });

  mount(app, enrolKey, async (c, { params: { thumbprint }, body: enrolment }) => {
    const key = await openedKey(enrolment.public_key, "public_key", "invalid-key");
    if (key.thumbprint !== thumbprint) throw wrongThumbprint();
    requireOwn(c, thumbprint, enrolment);
    const result = await ask(c, (ledger) => ledger.enrol(enrolment, readerOf(c)));
    switch (result.outcome) {
      case "enrolled": {
        const json = { message: "Key enrolled", key: result.key, block: result.block, receipt: result.receipt };
        return { status: 201, headers: { Location: ledgerPath(c, `/keys/${thumbprint}`) }, json };
      }
      case "enrolled-before": {
        const message = "Key is enrolled already";
        return { status: 200, json: { message, key: result.key, block: result.block, receipt: result.receipt } };
      }
      case "pending":
        return waiting(c, result, "Key accepted, it will be enrolled");
      default:
        throw enrolProblem(result);
    }
  });

  mount(app, revokeKey, async (c, { params: { thumbprint }, body: revocation }) => {
    const result = await ask(c, (ledger) => ledger.revoke(thumbprint, revocation, readerOf(c)));
    switch (result.outcome) {
      case "revoked":
        return { status: 200, json: { message: "Key revoked", key: result.key } };
      case "revoked-before":
        return { status: 200, json: { message: "Key is revoked already", key: result.key } };
      case "pending":
        return waiting(c, result, "Revocation accepted, it will be mined");
      default:
        throw revokeProblem(result);
    }
  });
}

/**
 * Checks whose key a token may enrol, and which.
 *
 * @throws Problem if the token does not allow the subject, or is bound to another key
 */
function requireOwn(c: AppContext, thumbprint: string, { subject }: Enrolment): void {
  const { caller } = c.var;
  if (subject !== caller.subject && !caller.scopes.has("key:enrol-others")) {
    throw new Problem(
      "subject-not-allowed",
      "The disclosure must be that of your token's own `sub`. Enrolling a key for somebody else takes a token with the " +
        "scope key:enrol-others.",
    );
  }
  if (caller.boundTo !== undefined && caller.boundTo !== thumbprint) {
    throw new Problem(
      "key-not-allowed",
      "Your token is bound to another key: its `cnf.jkt` is not the thumbprint of this one. Enrol that key, or get a token " +
        "for this one.",
    );
  }
}

function wrongThumbprint(): Problem {
  const detail = "must have the RFC 7638 thumbprint that the path names";
  return new Problem("invalid-key", `public_key ${detail}.`, {
    members: { errors: [{ name: "public_key", detail }] },
  });
}

/** The entry waits for its block. */
function waiting(c: AppContext, { id }: Accepted, message: string) {
  return { status: 202, headers: { Location: ledgerPath(c, `/mempool/${id}`) }, json: { message, id } } as const;
}
