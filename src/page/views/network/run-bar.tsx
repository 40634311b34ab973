import { useSignal } from "@preact/signals";
import { numberIn } from "../../parts/typed-number.ts";
import { networkStrings } from "../../texts/network.ts";
import { seconds } from "./run/names.ts";
import { change, isChanged, isRunning, now, pause, play, restart, scenario, speed, SPEEDS, step } from "./run/run.ts";

/** Runs the simulation, and repeats it. */
export function RunBar() {
  const text = networkStrings.run;
  return (
    <section class="panel net-run" aria-labelledby="net-run">
      <h2 id="net-run">{text.title}</h2>
      <div class="actions">
        <button type="button" class="primary" onClick={() => (isRunning.value ? pause() : play())}>
          {isRunning.value ? text.pause : text.run}
        </button>
        <button type="button" onClick={step}>
          {text.step}
        </button>
        <button type="button" onClick={() => restart(false)}>
          {text.restart}
        </button>
        {isChanged.value && (
          <button type="button" onClick={() => restart(true)}>
            {text.repeat}
          </button>
        )}
        <label class="net-inline">
          <span>{text.speed}</span>
          <select value={speed.value} onChange={({ currentTarget }) => (speed.value = Number(currentTarget.value))}>
            {SPEEDS.map((factor) => (
              <option key={factor} value={factor}>
                {text.times(factor)}
              </option>
            ))}
          </select>
        </label>
        <Time />
      </div>
      <SeedForm key={scenario.value.settings.seed} />
      <p class="hint">{text.hint}</p>
    </section>
  );
}

/** The simulated time. It alone is drawn again for each frame. */
function Time() {
  return <span class="net-time">{networkStrings.run.time(seconds(now.value))}</span>;
}

/** The seed, which can be typed. */
function SeedForm() {
  const text = networkStrings.run;
  const typed = useSignal(String(scenario.value.settings.seed));
  const seed = numberIn(typed.value, 2 ** 32);
  const isRight = seed !== undefined;
  const use = (event: Event) => {
    event.preventDefault();
    if (seed !== undefined) change({ seed });
  };
  return (
    <form class="actions" onSubmit={use}>
      <label class="net-inline">
        <span>{text.seed}</span>
        <input
          class="mono"
          inputMode="numeric"
          autocomplete="off"
          value={typed.value}
          aria-invalid={!isRight}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value.trim())}
        />
      </label>
      <button type="submit">{text.useSeed}</button>
      <button type="button" onClick={() => change({ seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 })}>
        {text.newSeed}
      </button>
      <span role="status" class="net-fault">
        {isRight ? "" : text.wrongSeed}
      </span>
    </form>
  );
}
