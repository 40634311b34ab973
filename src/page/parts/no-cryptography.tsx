import { browsersFor } from "../../class/certificate-warning/browsers.ts";
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
      <details>
        <summary>{text.whatToDo}</summary>
        <Advice />
      </details>
    </Notice>
  );
}

/** How to get to HTTPS, for everybody who may see this. */
function Advice() {
  const text = strings.insecure;
  const [own] = browsersFor(navigator.userAgent);
  return (
    <ul>
      <li>
        <p>{text.student}</p>
        {own && (
          <p>
            {text.warning(own.name)} {own.steps.join(" ")}
          </p>
        )}
        <p>{text.refusing}</p>
      </li>
      <li>{text.teacher}</li>
      <li>{text.operator}</li>
    </ul>
  );
}

/** A placeholder for a computed result or a verdict. */
export function NotComputed() {
  return <p class="hint">{strings.insecure.instead}</p>;
}
