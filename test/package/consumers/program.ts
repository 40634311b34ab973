import { calls } from "./calls.js";

const { LEDGER_URL = "", LEDGER_TOKEN = "" } = process.env;
console.log(JSON.stringify(await calls(LEDGER_URL, LEDGER_TOKEN)));
