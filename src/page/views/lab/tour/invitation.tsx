import { Icon } from "../../../parts/icon.tsx";
import { TOUR } from "../../../address/address.ts";
import { linkTo } from "../../../address/route.ts";
import { lastStep, progress } from "./tour-progress.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** A link to the tour, at the step that was visited last. */
export function TourInvitation() {
  const text = tourStrings;
  const { done } = progress.value;
  const step = lastStep(progress.value);
  return (
    <div class="lab-invitation">
      <a class="button primary" href={linkTo("lab", step ?? 1)}>
        {step === undefined ? text.start : text.goOn(step)}
        <Icon name="next" />
      </a>
      <p class="hint">{done.length > 0 ? text.doneSteps(done.length, TOUR.length) : text.invitation(TOUR.length)}</p>
    </div>
  );
}
