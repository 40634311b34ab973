import { register } from "./commands/register.ts";
import { main } from "./main.ts";

await main(register);
