/** The properties of every step of the tour. */
export interface StepProps {
  /** Call this when the reader has completed the step. */
  readonly onDone: () => void;
}
