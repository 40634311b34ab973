import { batch, type Signal, useSignal } from "@preact/signals";
import { keysIn, type TrustInput } from "./trust.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** Fresh trust settings. */
export function useTrustInput(): TrustInput {
  return {
    vkeys: useSignal(""),
    isOwnKey: useSignal(false),
    witnessKeys: useSignal(""),
    quorum: useSignal(""),
    genesis: useSignal(""),
    pins: useSignal(""),
  };
}

interface TrustFieldsProps {
  readonly trust: TrustInput;
  /** Whether the ledger has keys of authors. */
  readonly isSealed: boolean;
  /** The keys served by the ledger; absent if it serves none. */
  readonly served: string | undefined;
}

/** The fields for the ledger's key and genesis, and collapsed at first, those for witnesses. */
export function TrustFields({ trust, isSealed, served }: TrustFieldsProps) {
  const text = verifyStrings;
  const { witnessKeys, quorum, genesis, pins } = trust;
  return (
    <>
      <LedgerKey trust={trust} served={served} />
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
      {isSealed && (
        <>
          <label class="field">
            <span>{text.pins}</span>
            <Keys keys={pins} describedBy="pins-hint" />
          </label>
          <p class="hint" id="pins-hint">
            {text.pinsHint}
          </p>
        </>
      )}
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

/** The ledger's key: obtained through another channel and pasted or, on request, the key that the ledger serves. */
function LedgerKey({ trust: { vkeys, isOwnKey }, served }: Pick<TrustFieldsProps, "trust" | "served">) {
  const text = verifyStrings;
  const choose = (isOwn: boolean) =>
    batch(() => {
      isOwnKey.value = isOwn;
      vkeys.value = isOwn && served !== undefined ? served : "";
    });
  return (
    <>
      <label class="field">
        <span>{text.vkey}</span>
        <Keys keys={vkeys} describedBy="vkey-hint" placeholder={text.vkeyPlaceholder} readOnly={isOwnKey.value} />
      </label>
      <p class="hint" id="vkey-hint">
        {isOwnKey.value ? text.ownKeyHint : text.vkeyHint}
      </p>
      {(isOwnKey.value || served !== undefined) && (
        <button type="button" onClick={() => choose(!isOwnKey.value)}>
          {isOwnKey.value ? text.pasteKey : text.takeOwnKey}
        </button>
      )}
    </>
  );
}

interface KeysProps {
  readonly keys: Signal<string>;
  readonly describedBy?: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
}

function Keys({ keys, describedBy, placeholder, readOnly = false }: KeysProps) {
  return (
    <textarea
      rows={2}
      class="mono"
      spellcheck={false}
      autocomplete="off"
      placeholder={placeholder}
      readOnly={readOnly}
      value={keys.value}
      aria-describedby={describedBy}
      onInput={({ currentTarget }) => (keys.value = currentTarget.value)}
    />
  );
}
