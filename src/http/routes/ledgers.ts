import type { Hono } from "hono";
import type { AuthorPolicy } from "../../chain/sealed/entry.ts";
import { targetOf } from "../../chain/target.ts";
import { LEDGER_NAME, MAIN } from "../../contract/ledger-name.ts";
import { createLedger, deleteLedger, getLedger } from "../../contract/routes/ledgers.ts";
import type { LedgerDescription } from "../../contract/schemas/ledger.ts";
import { ledgerBehind, ledgerDeleted, recordKeyNotConfigured, valueOf } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerOf } from "../ledger/ledgers.ts";
import { requireSearched } from "../ledger/search-limit.ts";
import { requireSoundSigning } from "../ledger/signing.ts";
import { mount } from "../mount.ts";
import { openedKey } from "../requests/public-key.ts";

/** Routes that create and describe ledgers. */
export function ledgerRoutes(app: Hono<AppEnv>): void {
  mount(app, createLedger, async (c, { params: { name }, body: { puzzle, records, authors, isSandbox } }) => {
    if (!LEDGER_NAME.test(name)) {
      throw new Problem("invalid-query", "A ledger's name has 1 to 40 lower-case letters, digits and hyphens.");
    }
    await requireUsableKeys(authors);
    requireSearched(puzzle, c.env);
    // The puzzle of main is set in wrangler.toml, so create it with that one before comparing it with the request's.
    if (name === MAIN) await describe(c, name);
    await requireSoundSigning(c.env, name);
    const headers = { Location: c.req.path };
    const outcome = await ledgerOf(c).create(puzzle, records, authors, isSandbox);
    switch (outcome) {
      case "conflict":
        throw new Problem(
          "ledger-conflict",
          "A ledger's puzzle, whether it is plain or sealed, what it demands of authors, and whether it is a sandbox cannot be " +
            "changed. Choose another name.",
        );
      case "signing-key-missing":
        throw new Problem(
          "signing-not-configured",
          "A sealed ledger signs its checkpoints from the start, and a sandbox signs that it is one. The operator must set LEDGER_SIGNING_KEY and LEDGER_ORIGIN.",
        );
      case "record-key-missing":
        throw recordKeyNotConfigured();
      case "ledger-behind":
        throw ledgerBehind();
      case "deleted":
        throw ledgerDeleted();
      case "contradicted":
        return valueOf<never>({ outcome });
      case "unsearchable":
        // The object is still running with the settings of an earlier deployment.
        throw new Problem("ledger-unavailable", "A new deployment is in progress. Send the same request again.", {
          headers: { "Retry-After": "10" },
        });
      case "pending": {
        const message = "The ledger will exist once its first block is mined. Send the same request again.";
        return { status: 202, headers, json: { message } };
      }
      case "created":
        return { status: 201, headers, json: await describe(c, name) };
      case "exists":
        return { status: 200, json: await describe(c, name) };
    }
  });

  mount(app, deleteLedger, async (c, { params: { name } }) => {
    if (name === MAIN || (await ask(c, (ledger) => ledger.delete())) === "not-deletable") {
      throw new Problem(
        "ledger-not-deletable",
        "Nothing was deleted. A ledger can be deleted only if it was created with sandbox: true.",
      );
    }
    return { status: 204 };
  });

  mount(app, getLedger, async (c, { params: { name } }) => ({ status: 200, json: await describe(c, name) }));
}

async function describe(c: AppContext, name: string): Promise<LedgerDescription> {
  const { puzzle, records, sandbox, tip } = await ask(c, (ledger) => ledger.describe());
  const authors = records === "sealed" ? await ask(c, (ledger) => ledger.authorPolicy()) : {};
  const { index, timestamp, proof, hash } = tip;
  const newest = { index, timestamp, proof, hash };
  return {
    name,
    ...puzzle,
    target: targetOf(puzzle),
    records,
    ...authors,
    ...(sandbox && { sandbox }),
    length: index,
    tip: newest,
  };
}

/** @throws Problem if a key could not verify an endorsement */
async function requireUsableKeys({ registrar, successor }: AuthorPolicy): Promise<void> {
  for (const [name, key] of Object.entries({ registrar, successor })) {
    if (key !== undefined) await openedKey(key, name, "invalid-puzzle");
  }
}
