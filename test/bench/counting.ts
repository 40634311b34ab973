/** The Worker, with a count of the rows that its objects write, as the platform bills them: a module for the bundle. */
export const COUNTING = `
import worker, { Ledger as CountedLedger, Vault as CountedVault } from "./worker.js";
let rows = 0;
function count(object, name, counted) {
  const prototype = Object.getPrototypeOf(object);
  const original = prototype[name];
  if (original.isCounted) return;
  prototype[name] = function (...args) {
    const result = original.apply(this, args);
    rows += counted(result);
    return result;
  };
  prototype[name].isCounted = true;
}
function countAll({ storage }) {
  count(storage.sql, "exec", (cursor) => cursor.rowsWritten);
  count(storage.kv, "put", () => 1);
  count(storage.kv, "delete", () => 1);
  count(storage, "setAlarm", () => 1);
}
export class Ledger extends CountedLedger {
  constructor(ctx, env) {
    countAll(ctx);
    super(ctx, env);
  }
}
export class Vault extends CountedVault {
  constructor(ctx, env) {
    countAll(ctx);
    super(ctx, env);
  }
}
export default {
  fetch: (request, env, ctx) =>
    new URL(request.url).pathname === "/rows-written" ? new Response(String(rows)) : worker.fetch(request, env, ctx),
};
`;
