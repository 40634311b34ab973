import { Icon } from "../../../parts/icon.tsx";
import { linkTo } from "../../../address/route.ts";
import { progress, STEP_COUNT } from "./tour-progress.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** A link to the tour, at the step that was visited last. */
export function TourInvitation() {
  const text = tourStrings;
  const { last, done } = progress.value;
  return (
    <div class="lab-invitation">
      <a class="button primary" href={linkTo("lab", last ?? 1)}>
        {last === undefined ? text.start : text.goOn(last)}
        <Icon name="next" />
      </a>
      <p class="hint">{done.length > 0 ? text.doneSteps(done.length, STEP_COUNT) : text.invitation}</p>
    </div>
  );
}
