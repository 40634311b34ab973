import { authorKey } from "./commands/author-key.ts";
import { main } from "./main.ts";

await main(authorKey);
