import type { Context } from "hono";
import type { ProblemName } from "../contract/problems.ts";
import type { Caller } from "./access/caller.ts";

declare global {
  namespace Cloudflare {
    /** The secrets. The bindings and settings of wrangler.toml are declared by `wrangler types`. */
    interface Env {
      /** A JSON Web Key Set as text. It takes precedence over AUTH_JWKS_URL. */
      readonly AUTH_JWKS?: string;
      /** The key that signs the checkpoints: a private Ed25519 key as a JSON Web Key, or a key set. */
      readonly LEDGER_SIGNING_KEY?: string;
      /** What the keys of sealed ledgers are wrapped under: a JSON Web Key of 32 bytes, or a key set with up to two. */
      readonly RECORD_KEY?: string;
      /** The private key (ES256, as a JSON Web Key) that signs the tokens of a class's students. AUTH_JWKS has its public half. */
      readonly CLASS_KEY?: string;
      /** The class whose codes are given out. Set with CLASS_KEY, and by `npm run class` alone. */
      readonly CLASS_NAME?: string;
      /** The https addresses at which devices reach the class, separated by spaces, the best first. */
      readonly CLASS_ADDRESSES?: string;
    }
  }
}

/** The Worker's environment. An operator may remove any line of wrangler.toml except those of these bindings. */
export type Env = Partial<Cloudflare.Env> & Pick<Cloudflare.Env, "LEDGER" | "VAULT" | "CLASSROOM" | "ASSETS">;

/** What Hono's context carries through a request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by `authorize`, so present in every handler after it. */
    caller: Caller;
    /** Set by `receiveBody`, so present in every handler after it. */
    body: Uint8Array<ArrayBuffer>;
    /** Whether the ledger may be deleted some day, so that no cache may answer for it. Set by `ask`. */
    isDeletable?: true;
    /** The problem that the response reports, if it does. */
    problem?: ProblemName;
    /** How many lines of a batch were refused, by problem. */
    lineProblems?: Readonly<Partial<Record<ProblemName, number>>>;
  };
}

export type AppContext = Context<AppEnv>;
