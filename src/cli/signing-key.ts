import { signingKey } from "./commands/signing-key.ts";
import { main } from "./main.ts";

await main(signingKey);
