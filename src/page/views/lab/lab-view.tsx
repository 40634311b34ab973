import { route } from "../../address/route.ts";
import { Tour } from "./tour/tour.tsx";
import { Workbench } from "./workbench.tsx";

/** The lab: a chain to break and repair, and a tour in steps, each with its own address. */
export function LabView() {
  const { place: step } = route.value;
  return step === undefined ? <Workbench /> : <Tour step={step} />;
}
