import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../../parts/icon.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { linkTo } from "../../../address/route.ts";
import { TOUR } from "../../../address/address.ts";
import { STEPS } from "./steps.ts";
import { finish, progress, visit } from "./tour-progress.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** The tour: one idea per step, with something to try, and at its end what was learned. */
export function Tour({ step }: { readonly step: number }) {
  const name = TOUR[step - 1];
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (name) visit(name);
    if (shown.current === step) return;
    // To the reader, another step is another page.
    shown.current = step;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [step]);
  if (!name) return null;
  const { Step, content } = STEPS[name];
  const { title, text, task, learned } = content;
  const isDone = progress.value.done.includes(name);
  return (
    <>
      <Steps step={step} />
      <header class="tour-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p class="tour-text">{text}</p>
        <p class={isDone ? "tour-task tour-done" : "tour-task"}>
          <Icon name={isDone ? "check" : "next"} />
          <span>
            <strong>{isDone ? tourStrings.done : tourStrings.task}</strong> {task}
          </span>
        </p>
      </header>
      <div class="tour-stage" key={step}>
        <Step onDone={() => finish(name)} />
      </div>
      <div class="tour-learned">
        {isDone && (
          <Notice tone="good">
            <strong>{tourStrings.learned}</strong> {learned}
          </Notice>
        )}
      </div>
      <Turning step={step} />
    </>
  );
}

/** Links to all steps, with marks on those that are done. */
function Steps({ step }: { readonly step: number }) {
  const text = tourStrings;
  return (
    <nav class="tour-steps" aria-label={text.label}>
      <ol>
        {TOUR.map((name, place) => {
          const isDone = progress.value.done.includes(name);
          const { title } = STEPS[name].content;
          return (
            <li key={name}>
              <a
                href={linkTo("lab", place + 1)}
                aria-current={step === place + 1 ? "step" : undefined}
                aria-label={text.stepLabel(place + 1, title, isDone)}
                title={title}
              >
                {isDone ? <Icon name="check" /> : <span>{place + 1}</span>}
              </a>
            </li>
          );
        })}
      </ol>
      <p>{text.progress(step, TOUR.length)}</p>
    </nav>
  );
}

/** Links to the previous and the next step, and out of the tour. */
function Turning({ step }: { readonly step: number }) {
  const text = tourStrings;
  return (
    <div class="actions tour-turning">
      {step > 1 && (
        <a class="button" href={linkTo("lab", step - 1)}>
          <Icon name="back" />
          {text.back}
        </a>
      )}
      {step < TOUR.length && (
        <a class="button primary" href={linkTo("lab", step + 1)}>
          {text.next}
          <Icon name="next" />
        </a>
      )}
      <a class={step < TOUR.length ? "tour-leave" : "button primary"} href={linkTo("lab")}>
        {text.leave}
      </a>
    </div>
  );
}
