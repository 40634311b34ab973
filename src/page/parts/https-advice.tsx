import { browsersFor } from "../../class/certificate-warning/browsers.ts";
import { IN_ENGLISH } from "../language/english.ts";
import { strings } from "../texts/frame.ts";

/** How to get to HTTPS, for everybody who may see this. */
export function HttpsAdvice() {
  const text = strings.insecure;
  const [own] = browsersFor(navigator.userAgent);
  return (
    <ul>
      <li>
        <p>{text.student}</p>
        {own && (
          <p>
            {text.warning(own.name)} <span {...IN_ENGLISH}>{own.steps.join(" ")}</span>
          </p>
        )}
        <p>{text.refusing}</p>
      </li>
      <li>{text.teacher}</li>
      <li>{text.operator}</li>
    </ul>
  );
}
