import { useSignal } from "@preact/signals";
import { number } from "../../../language/format.ts";
import { figureStrings } from "../../../texts/figure.ts";
import { chain } from "../../../watched-chain.ts";
import { useMempool } from "../mempool/use-mempool.ts";
import { Drawing } from "./drawings.tsx";
import { foremost, type Light, type Lights, lightsOf, type Step, STEPS } from "./passage.ts";
import { LiveWords } from "./live-words.tsx";
import { ownBlock } from "./record-passage.ts";
import { StepText } from "./step-text.tsx";
import { useFollowed } from "./use-followed.ts";
import { Icon, type IconName } from "../../../parts/icon.tsx";

/** The paper's figure 1: its seven steps, which light up as the record of the present run passes them. */
export function Figure() {
  const text = figureStrings;
  const lights = lightsOf(useFollowed());
  const { mempool } = useMempool();
  const open = useSignal<Step | undefined>(undefined);
  return (
    <section class="panel figure" aria-labelledby="figure-title">
      <div class="figure-head">
        <h2 id="figure-title">{text.title}</h2>
        <p class="hint">{text.lead}</p>
      </div>
      <p class="unseen" role="status">
        {wordsFor(lights)}
      </p>
      <ol class="figure-steps">
        {STEPS.map((step, place) => (
          <li key={step} class={`figure-step figure-${lights[step]}`}>
            <button
              type="button"
              aria-expanded={open.value === step}
              aria-controls={`figure-${step}`}
              onClick={() => (open.value = open.value === step ? undefined : step)}
            >
              <span class="figure-number">{number(place + 1)}</span>
              <Mark light={lights[step]} />
              <Drawing step={step} waiting={mempool?.size ?? 0} />
              <strong>{text.steps[step].title}</strong>
              <span class="figure-live">
                <LiveWords step={step} light={lights[step]} mempool={mempool} />
              </span>
            </button>
            <div id={`figure-${step}`} class="figure-text" hidden={open.value !== step}>
              {open.value === step && <StepText step={step} light={lights[step]} mempool={mempool} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const ICONS: Partial<Record<Light, IconName>> = { done: "check", failed: "cross", stopped: "warning" };

/** The state of a step, as a shape and in words for those who do not see its colour. */
function Mark({ light }: { readonly light: Light }) {
  const icon = ICONS[light];
  return (
    <span class="figure-mark">
      {icon && <Icon name={icon} />}
      {light !== "off" && <span class="unseen">{figureStrings.lights[light]}</span>}
    </span>
  );
}

/** The step that the record came to, for screen readers; nothing before it is sent. */
function wordsFor(lights: Lights): string {
  const step = foremost(lights);
  if (!step) return "";
  const index = ownBlock.value?.index ?? chain.value?.length.value ?? 0;
  if (lights.propagation === "done") return figureStrings.finished(index);
  return figureStrings.said(
    STEPS.indexOf(step) + 1,
    figureStrings.steps[step].title,
    figureStrings.lights[lights[step]],
  );
}
