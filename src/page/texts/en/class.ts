import { twoDigits } from "../../../class/class-names.ts";

/** The texts about classes that everybody may see: signing in with a code, the race, and the end. */
export const classStrings = {
  code: {
    title: "Your code",
    explanation: "It is on the sheet that your teacher gave you: eight letters and digits, such as K7QM-2FXP.",
    label: "Code",
    submit: "Sign in",
    entering: "Signing you in …",
    notCode: "This is not a code. A code has eight letters and digits. Compare each of them with your sheet.",
    badLink: "The link contains no readable code. Scan it again, or type the code that is printed beside it.",
    tooMany:
      "Too many wrong codes were tried. This is no fault of yours if others try too. Wait until the button below can be pressed, then try again.",
    submitIn: (seconds: number) => `Sign in (in ${seconds} s)`,
    unreachable:
      "The server does not answer. Check that this device is in the network of the class, then try again. Your code was not lost.",
    again: "Try again",
    noClass: "There is no class here that takes codes. Compare the address with your sheet, or ask your teacher.",
    insecure:
      "A code is sent over HTTPS only, since anyone on this network could read it. Open the address that begins with https://.",
    otherWay: "Sign in with a token",
  },

  switching: {
    question: (present: string) => `You are signed in as ${present}. Sign in with the code from the link instead?`,
    explanation:
      "The code may be used on one device only. If it is another student's, stay signed in, so that they can still use it.",
    take: "Sign in with the code",
  },

  race: {
    unique: (number: number) =>
      `Everybody in the class mines here, and a registration number can be registered only once. Begin yours with ${twoDigits(number)}-.`,
    server: "On the server: then this computer takes no part in the race",
  },

  /** Why a session of a class has ended, and what to do. */
  ended: (className: string, expires: number, reason: string) =>
    expires <= Date.now()
      ? `The class ${className} is over, and your sign-in ended with it.`
      : `${reason} With a new code from your teacher, you are back at your place in ${className}, with everything that you mined.`,
};
