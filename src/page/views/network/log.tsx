import { networkStrings } from "../../texts/network.ts";
import { seconds } from "./run/names.ts";
import { log } from "./run/run.ts";

/** What happens, in words, so that everything can be followed without the picture. */
export function Log() {
  const text = networkStrings.log;
  const lines = log.value;
  return (
    <section class="panel net-log" aria-labelledby="net-log">
      <h2 id="net-log">{text.title}</h2>
      {lines.length === 0 && <p class="hint">{text.empty}</p>}
      <div class="net-log-lines" role="log" aria-labelledby="net-log" tabIndex={0}>
        <ol>
          {lines.toReversed().map(({ key, at, text: line }) => (
            <li key={key}>
              <span class="net-log-time">{text.at(seconds(at))}</span> {line}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
