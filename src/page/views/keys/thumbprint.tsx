import { useSignal } from "@preact/signals";
import { Hash } from "../../parts/hash.tsx";
import { keyStrings } from "../../texts/keys.ts";

/** A key's thumbprint in full, with a button that copies it. */
export function Thumbprint({ value }: { readonly value: string }) {
  const text = keyStrings.mine;
  return (
    <div class="thumbprint">
      <span class="hint">{text.thumbprint}</span>
      <Hash value={value} isWork={false} />
      <CopyButton text={value} label={text.copy} />
    </div>
  );
}

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

/** A button that copies a text. The text is on the page too, so that it can be selected where the browser refuses. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const said = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = keyStrings.mine.copied;
    } catch {
      said.value = keyStrings.mine.notCopied;
    }
  };
  return (
    <span>
      <button type="button" class="quiet" onClick={() => void copy()}>
        {label}
      </button>
      <span role="status">{said.value}</span>
    </span>
  );
}
