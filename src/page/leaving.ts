import { isSearching } from "./browser-search.ts";
import { hasDrafts } from "./drafts.ts";

/** Has the browser ask before the page is closed or loaded again, as long as that would lose what was typed or a search. */
export function guardLeaving(): void {
  addEventListener("beforeunload", (event) => {
    if (hasDrafts() || isSearching()) event.preventDefault();
  });
}
