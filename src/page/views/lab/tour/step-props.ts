/** What every step of the tour is given. */
export interface StepProps {
  /** To be called when the reader has done what the step is about. */
  readonly onDone: () => void;
}
