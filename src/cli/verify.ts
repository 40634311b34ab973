import { verify } from "./commands/verify.ts";
import { main } from "./main.ts";

await main(verify);
