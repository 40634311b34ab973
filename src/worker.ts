/**
 * The entry point of the Worker: the routes, and the Durable Object classes that hold a chain, its keys, and a class of
 * students.
 */
import { noteArrival } from "./ledger/sharing/turns.ts";
import { app } from "./http/app.ts";

export { Classroom } from "./ledger/classroom/classroom.ts";
export { Ledger } from "./ledger/ledger.ts";
export { Vault } from "./ledger/vault/vault.ts";

export default {
  fetch(request, env, context) {
    // Objects may run in the same isolate, as they do locally. Their long tasks then yield to this request sooner.
    noteArrival();
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
