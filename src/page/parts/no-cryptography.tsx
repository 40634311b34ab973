import { useAnswer } from "../use-answer.ts";
import { Notice } from "./notice.tsx";
import { strings } from "../texts/frame.ts";

/** Says at the top of every view that the browser cannot compute hashes here, and how to change that. */
export function NoCryptography() {
  const text = strings.insecure;
  const { value: advice } = useAnswer(() => import("./https-advice.tsx"), []);
  return (
    <Notice tone="bad">
      <p>
        <strong>{text.title}</strong>
      </p>
      <p>{text.explanation}</p>
      <details>
        <summary>{text.whatToDo}</summary>
        {advice && <advice.HttpsAdvice />}
      </details>
    </Notice>
  );
}

/** A placeholder for a computed result or a verdict. */
export function NotComputed() {
  return <p class="hint">{strings.insecure.instead}</p>;
}
