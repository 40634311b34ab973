/** The entry of the Worker: the routes, and the class of the objects that hold the chains. */
import { noteArrival } from "./ledger/sharing/turns.ts";
import { app } from "./http/app.ts";

export { Ledger } from "./ledger/ledger.ts";

export default {
  fetch(request, env, context) {
    // Where the objects run in the same isolate, as they do locally, their long tasks make way for it.
    noteArrival();
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
