import { batch, type Signal, useSignal } from "@preact/signals";
import { THUMBPRINT } from "../../../chain/format.ts";
import { Malformed } from "../../../chain/malformed.ts";
import type { Pin } from "../../../evidence/authors.ts";
import { verifyStrings } from "../../verify-strings.ts";

/** The user's trust settings as typed: whose signatures to require, and what was saved from the ledger. */
export interface TrustInput {
  /** The ledger's verifier keys. */
  readonly vkeys: Signal<string>;
  /** Whether the keys are those served by the ledger, which could have replaced them together with the chain. */
  readonly isOwnKey: Signal<boolean>;
  readonly witnessKeys: Signal<string>;
  /** The required number of witnesses; all of them when empty. */
  readonly quorum: Signal<string>;
  /** The hash of genesis; not compared when empty. */
  readonly genesis: Signal<string>;
  /** The keys that people are known to have, one a line; see {@link pinsIn}. */
  readonly pins: Signal<string>;
}

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

/** The keys in a text with one key per line. */
export function keysIn(text: string): string[] {
  return text.split(/\s+/).filter((key) => key !== "");
}

/**
 * The pins in a text with one `name=thumbprint` per line. A name may have an equals sign too, a thumbprint none.
 *
 * @throws Malformed if a line is none
 */
export function pinsIn(text: string): Pin[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [, name = "", thumbprint = ""] = /^(.+)=(.+)$/.exec(line.trim()) ?? [];
    if (!THUMBPRINT.test(thumbprint.trim())) throw new Malformed(verifyStrings.pinForm);
    return { name: name.trim(), thumbprint: thumbprint.trim() };
  });
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
