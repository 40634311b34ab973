import { token } from "./commands/token.ts";
import { main } from "./main.ts";

await main(token);
