import type { Context } from "hono";
import type { Caller } from "./access/caller.ts";

declare global {
  namespace Cloudflare {
    /** The secrets, beside the bindings and settings of wrangler.toml, which `wrangler types` declares. */
    interface Env {
      /** A JSON Web Key Set, as text; wins over the URL. */
      readonly AUTH_JWKS?: string;
      /** A private Ed25519 key as a JSON Web Key, or a key set: signs the checkpoints. */
      readonly LEDGER_SIGNING_KEY?: string;
    }
  }
}

/** What the Worker runs with. An operator may remove any line of wrangler.toml but those of the two bindings. */
export type Env = Partial<Cloudflare.Env> & Pick<Cloudflare.Env, "LEDGER" | "ASSETS">;

/** What Hono's context carries through a request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by `authorize`: present in every handler behind it. */
    caller: Caller;
    /** Set by `limitBody`: present in every handler behind it. */
    body: Uint8Array<ArrayBuffer>;
  };
}

export type AppContext = Context<AppEnv>;
