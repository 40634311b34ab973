import type { Context } from "hono";
import type { Ledger } from "../ledger/ledger.ts";
import type { Caller } from "./access/caller.ts";

declare global {
  namespace Cloudflare {
    /** The bindings and settings of wrangler.toml, and the secrets. */
    interface Env {
      readonly LEDGER: DurableObjectNamespace<Ledger>;
      readonly ASSETS: Fetcher;
      /** How much each subject may read, and write; without them, nothing is limited. */
      readonly READ_LIMIT?: RateLimit;
      readonly WRITE_LIMIT?: RateLimit;
      readonly AUTH_ISSUER?: string;
      readonly AUTH_AUDIENCE?: string;
      /** A JSON Web Key Set, as text; wins over the URL. */
      readonly AUTH_JWKS?: string;
      /** Where the issuer publishes its key set, by https or http. Redirects from there are not followed. */
      readonly AUTH_JWKS_URL?: string;
      readonly CORS_ORIGINS?: string;
      readonly LEDGER_JURISDICTION?: string;
      /** A private Ed25519 key as a JSON Web Key, or a key set: signs the checkpoints. A secret. */
      readonly LEDGER_SIGNING_KEY?: string;
      /** The deployment's own name, such as its domain: the first part of every ledger's origin. */
      readonly LEDGER_ORIGIN?: string;
      /** The verifier keys of the witnesses whose cosignatures are kept, with spaces between. */
      readonly WITNESS_KEYS?: string;
      /** The puzzle that `main` is founded with: `squares` or `block-hash`. */
      readonly MAIN_PUZZLE?: string;
      /** With `block-hash`, its difficulty in bits, in decimal. */
      readonly MAIN_DIFFICULTY?: string;
      /** The difficulty in bits up to which the ledger searches proofs itself, in decimal; 24 when empty. */
      readonly MAX_SEARCH_DIFFICULTY?: string;
      /** What searches the proofs: `subtle`, or `simd` for the kernel. */
      readonly NONCE_SEARCH?: string;
    }
  }
}

/** What Hono's context carries through a request. */
export interface AppEnv {
  Bindings: Cloudflare.Env;
  Variables: {
    requestId: string;
    /** Set by `authorize`: present in every handler behind it. */
    caller: Caller;
    /** Set by `limitBody`: present in every handler behind it. */
    body: Uint8Array<ArrayBuffer>;
  };
}

export type AppContext = Context<AppEnv>;
