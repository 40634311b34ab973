import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { goTo } from "../../address/route.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { chainStrings } from "../../texts/chain.ts";

/** The largest chain, in blocks, that can be loaded in full for a search: a few megabytes. */
const LOAD_ALL_LIMIT = 20_000;

/** Blocks per request, so that other requests can run in between. */
const LOAD_STEP = 500;

/** Searches the loaded blocks, and offers to load the rest or to open a block by its number. */
export function SearchField({
  chain,
  query,
  found,
}: {
  readonly chain: WatchedChain;
  readonly query: Signal<string>;
  /** The number of matching blocks; absent when nothing is searched. */
  readonly found: number | undefined;
}) {
  const text = chainStrings.blocks.search;
  const loaded = chain.blocks.size;
  const hint = chain.isSealed ? text.sealedHint : text.hint;
  return (
    <div class="search">
      <label class="field">
        <span>{text.label}</span>
        <input
          type="search"
          value={query.value}
          placeholder={hint}
          title={hint}
          spellcheck={false}
          autocomplete="off"
          onInput={({ currentTarget }) => (query.value = currentTarget.value)}
        />
      </label>
      <OpenByNumber length={chain.length.value} />
      <p class="search-found" role="status">
        {found !== undefined && <strong>{text.found(found, loaded)}</strong>}
      </p>
      <LoadAll chain={chain} loaded={loaded} />
    </div>
  );
}

function openChosen(event: SubmitEvent): void {
  event.preventDefault();
  goTo("blocks", Number(new FormData(event.currentTarget as HTMLFormElement).get("index")));
}

function OpenByNumber({ length }: { readonly length: number }) {
  return (
    <form class="open-block" onSubmit={openChosen}>
      <label class="field">
        <span>{chainStrings.blocks.openLabel}</span>
        <input name="index" type="number" min={1} max={length} required />
      </label>
      <button type="submit">{chainStrings.blocks.open}</button>
    </form>
  );
}

function LoadAll({ chain, loaded }: { readonly chain: WatchedChain; readonly loaded: number }) {
  const text = chainStrings.blocks.search;
  const { length, error } = chain;
  const isLoading = useSignal(false);
  useSignalEffect(() => {
    if (error.value) isLoading.value = false;
    if (!isLoading.value) return;
    const missing = newestMissing(chain);
    if (missing === 0) isLoading.value = false;
    else chain.load(Math.max(1, missing - LOAD_STEP + 1), missing);
  });
  return (
    <div class="actions hint">
      {isLoading.value && <progress aria-label={text.loadingAll} value={loaded} max={length.value} />}
      {/* Until the ledger has answered, nobody knows how many blocks there are. */}
      {length.value > 0 && <span>{text.loaded(loaded, length.value)}</span>}
      {loaded < length.value &&
        !isLoading.value &&
        (length.value > LOAD_ALL_LIMIT ? (
          <span>{text.tooMany}</span>
        ) : (
          <button type="button" class="quiet" onClick={() => (isLoading.value = true)}>
            {text.loadAll}
          </button>
        ))}
    </div>
  );
}

/** The index of the newest block that is not loaded; 0 when all are loaded. */
function newestMissing({ blocks, length }: WatchedChain): number {
  let index = length.value;
  while (blocks.has(index)) index -= 1;
  return index;
}
