/** The entry of the Worker: the routes, and the class of the objects that hold the chains. */
export { app as default } from "./http/app.ts";
export { Ledger } from "./holder/ledger.ts";
