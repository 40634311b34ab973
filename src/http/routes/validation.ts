import type { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { Fault } from "../../chain/fault.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { EVENT_STREAM, JSON_TYPE } from "../../contract/content.ts";
import { isValid, isValidSince } from "../../contract/routes/validation.ts";
import type { VerdictBody } from "../../contract/schemas/verdict.ts";
import { openCheckpoint, Untrusted } from "../../evidence/notes/checkpoint.ts";
import type { ProgressListener } from "../../ledger/reading/validation-progress.ts";
import type { StoredVerdict, ValidateOptions } from "../../ledger/reading/verdict.ts";
import { insufficientScope } from "../access/authorize.ts";
import { requireAllPatients } from "../access/patients.ts";
import { negotiate } from "../answers/negotiation.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, requireName } from "../ledger/ledgers.ts";
import { verifierKeys } from "../ledger/signing.ts";
import { mount } from "../mount.ts";
import { logError } from "../request-log.ts";

/** The id of the last event of a check. A client that reconnects with it already has its verdict. */
const END_ID = "end";

/** Routes that check the chain, optionally against a saved checkpoint. */
export function validationRoutes(app: Hono<AppEnv>): void {
  mount(app, isValid, async (c, { query: { tree, since, records } }) => {
    const { caller } = c.var;
    const scope = records === "open" ? "record:read" : "chain:read";
    if (!caller.scopes.has(scope)) throw insufficientScope([scope], caller);
    if (records === "open") requireAllPatients(c);
    const options = {
      rebuild: tree === "rebuild",
      ...(since === undefined ? {} : { since }),
      ...(records === "open" ? { open: true } : {}),
    };
    if (negotiate(c, [JSON_TYPE, EVENT_STREAM]) === EVENT_STREAM) {
      // An EventSource reconnects when the stream ends, until it gets a 204.
      if (c.req.header("Last-Event-ID") === END_ID) return { status: 204 };
      const { tip } = await ask(c, (ledger) => ledger.describe());
      if (since !== undefined && since > tip.index) throw blockNotFound(since);
      const body = validateWithProgress(c, options);
      return { status: 200, headers: { "Cache-Control": "no-store" }, type: EVENT_STREAM, body };
    }
    return { status: 200, json: answer(await validate(c, options)) };
  });

  mount(app, isValidSince, async (c, { body: signed }) => {
    const opened = await openCheckpoint(signed, { ledger: await verifierKeys(c.env, requireName(c)) }).catch(
      (error: unknown) => {
        if (error instanceof Untrusted) {
          throw new Problem("invalid-checkpoint", `This is not a checkpoint of this ledger: ${error.message}.`);
        }
        if (error instanceof Malformed) {
          // curl -d drops line breaks, for example.
          const detail = `The checkpoint is damaged: ${error.message}. Send the file unchanged, as curl --data-binary does.`;
          throw new Problem("invalid-checkpoint", detail);
        }
        throw error;
      },
    );
    const saved = { origin: opened.origin, size: opened.size, root: opened.root };
    return { status: 200, json: { ...answer(await validate(c, { saved: [saved] })), kept: { size: saved.size } } };
  });
}

/** The options of the object's check. */
type Options = ValidateOptions & { readonly open?: boolean };

async function validate(c: AppContext, options: Options): Promise<StoredVerdict> {
  const verdict = await ask(c, (ledger) => ledger.validate(options, undefined, c.var.caller.subject, c.var.requestId));
  if (!verdict) throw blockNotFound(options.since);
  return verdict;
}

/** Validates and streams progress events. The check is cancelled if the client disconnects. */
function validateWithProgress(c: AppContext, options: Options): ReadableStream | null {
  const { body } = streamSSE(c, async (stream) => {
    const progress: ProgressListener = async (checked, length) => {
      await stream.writeSSE({ event: "progress", data: JSON.stringify({ checked, length }) });
      return !stream.aborted;
    };
    try {
      const verdict = await ask(c, (ledger) =>
        ledger.validate(options, progress, c.var.caller.subject, c.var.requestId),
      );
      if (verdict) await stream.writeSSE({ event: "verdict", data: JSON.stringify(answer(verdict)), id: END_ID });
    } catch (error) {
      const problem = error instanceof Problem ? error : interrupted(c, error);
      await stream.writeSSE({ event: "problem", data: JSON.stringify(problem), id: END_ID });
    }
    await stream.writeSSE({ event: "end", data: "{}", id: END_ID });
  });
  return body;
}

function interrupted(c: AppContext, error: unknown): Problem {
  if (error instanceof Error) logError(c, error);
  return new Problem("ledger-unavailable", "The check was interrupted. Start it again.");
}

function blockNotFound(index = 1): Problem {
  return new Problem("block-not-found", `The chain has no block ${index} yet.`);
}

function answer(verdict: StoredVerdict): VerdictBody {
  return verdict.valid
    ? { message: "The blockchain is valid.", ...verdict, checkpoint: verdict.checkpoint ?? null }
    : { message: messageOf(verdict.fault), ...verdict };
}

/** A record that does not open leaves the chain as it is. */
function messageOf({ rule }: Fault): string {
  return rule === "record-missing" ? "A record is missing or damaged." : "The blockchain is not valid.";
}
