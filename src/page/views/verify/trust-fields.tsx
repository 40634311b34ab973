import { type Signal, useSignal } from "@preact/signals";
import { strings } from "../../strings.ts";

/** What is trusted, as it was typed: whose signatures are asked for, and what was saved of the ledger. */
export interface Trust {
  /** The ledger's verifier keys. */
  readonly vkeys: Signal<string>;
  readonly witnessKeys: Signal<string>;
  /** All of the witnesses when empty. */
  readonly quorum: Signal<string>;
  /** The hash of genesis; not compared when empty. */
  readonly genesis: Signal<string>;
}

export function useTrust(): Trust {
  return { vkeys: useSignal(""), witnessKeys: useSignal(""), quorum: useSignal(""), genesis: useSignal("") };
}

/** The keys in a text that has one a line. */
export function keysIn(text: string): string[] {
  return text.split(/\s+/).filter((key) => key !== "");
}

/** The fields for the ledger's key and its genesis, and folded up those for witnesses. */
export function TrustFields({ trust: { vkeys, witnessKeys, quorum, genesis } }: { readonly trust: Trust }) {
  const text = strings.verify;
  return (
    <>
      <label class="field">
        <span>{text.vkey}</span>
        <Keys keys={vkeys} describedBy="vkey-hint" />
      </label>
      <p class="hint" id="vkey-hint">
        {text.vkeyHint}
      </p>
      <label class="field">
        <span>{text.genesis}</span>
        <input
          class="mono"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          value={genesis.value}
          aria-describedby="genesis-hint"
          onInput={({ currentTarget }) => (genesis.value = currentTarget.value)}
        />
      </label>
      <p class="hint" id="genesis-hint">
        {text.genesisHint}
      </p>
      <details>
        <summary>{text.witnesses}</summary>
        <div class="witnesses">
          <label class="field">
            <span>{text.witnessKeys}</span>
            <Keys keys={witnessKeys} />
          </label>
          <label class="field">
            <span>{text.quorum}</span>
            <input
              type="number"
              min={0}
              max={keysIn(witnessKeys.value).length}
              placeholder={text.quorumAll}
              value={quorum.value}
              onInput={({ currentTarget }) => (quorum.value = currentTarget.value)}
            />
          </label>
        </div>
      </details>
    </>
  );
}

function Keys({ keys, describedBy }: { readonly keys: Signal<string>; readonly describedBy?: string }) {
  return (
    <textarea
      rows={2}
      class="mono"
      spellcheck={false}
      autocomplete="off"
      value={keys.value}
      aria-describedby={describedBy}
      onInput={({ currentTarget }) => (keys.value = currentTarget.value)}
    />
  );
}
