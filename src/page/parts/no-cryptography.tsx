import { strings } from "../strings.ts";
import { Notice } from "./notice.tsx";

/** Says at the top of every view that the browser cannot compute hashes here, and how to change that. */
export function NoCryptography() {
  const text = strings.insecure;
  return (
    <Notice tone="bad">
      <p>
        <strong>{text.title}</strong>
      </p>
      <p>{text.explanation}</p>
    </Notice>
  );
}

/** A placeholder for a computed result or a verdict. */
export function NotComputed() {
  return <p class="hint">{strings.insecure.instead}</p>;
}
