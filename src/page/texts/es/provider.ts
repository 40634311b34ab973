import type { Texts } from "../../language/texts.ts";
import type { providerStrings as english } from "../en/provider.ts";

/** The texts about signing in with the organisation's identity provider, which they name by its host. */
export const providerStrings: Texts<typeof english> = {
  through: (host) => `Iniciar sesión con ${host}`,
  explanation: "Se abre la página de inicio de sesión de su organización y después vuelve usted aquí.",
  ownWindow:
    "La página de inicio de sesión de su organización se abre en una ventana propia, para que esta página conserve lo que usted escribió.",
  opening: (host) => `Abriendo ${host}…`,
  waiting: "Inicie sesión en la ventana que se acaba de abrir. Después, esta página continúa sola.",
  blocked:
    "El navegador bloqueó la ventana de inicio de sesión, que se abre para que esta página conserve lo que usted escribió. Permita las ventanas emergentes para esta página e inténtelo de nuevo.",
  entering: "Iniciando sesión…",
  done: "Ya ha iniciado sesión en la ventana donde empezó. Puede cerrar esta.",
  useToken: "Usar un token",
  tokenExplanation: "Pegue aquí un token, con o sin «Bearer». Se guarda solo en esta pestaña.",
  notSetUp: (fault) =>
    `El inicio de sesión con un proveedor de identidad no funciona, porque un ajuste es incorrecto. ${fault} El operador debe corregirlo. Hasta entonces, use un token.`,
  foreignAnswer:
    "Esta dirección completa un inicio de sesión que no empezó en esta pestaña o que ya se completó. No se inició ninguna sesión. Vuelva a iniciar sesión aquí.",
  denied: (host) => `${host} no inició su sesión: el acceso se denegó o se canceló.`,
  loginRequired: (host) => `${host} le pide que vuelva a iniciar sesión allí.`,
  over: (host) => `${host} dice que esta sesión ha terminado. Vuelva a iniciar sesión.`,
  said: (host, answer) =>
    `${host} no inició su sesión. Respondió «${answer}». Si sigue ocurriendo, muéstreselo al operador.`,
  unreachable: (host) =>
    `${host} no responde, o no acepta peticiones de esta página. Inténtelo de nuevo. Si sigue ocurriendo, avise al operador.`,
  clock: (host) =>
    `Según el reloj de este equipo, lo que envió ${host} ha caducado o todavía no es válido. Compruebe el reloj y vuelva a iniciar sesión.`,
  otherIssuer: (host) =>
    `El emisor que publica ${host} no es el del ajuste OIDC_ISSUER. El operador debe comparar ambos.`,
  incomplete: (host) =>
    `${host} no publica direcciones con las que esta página pueda iniciar sesión. El operador debe revisar su documento de descubrimiento.`,
  elsewhere: (host) =>
    `${host} emite sus tokens o publica sus claves en otro origen, con el que esta página no se conecta. Use un token y avise al operador.`,
  notAnswered: (host) =>
    `Lo que envió ${host} no corresponde a este inicio de sesión o no se puede comprobar. No se inició ninguna sesión. Vuelva a iniciar sesión.`,
  notLoaded:
    "La página no pudo cargar lo que necesita para iniciar sesión. Compruebe la conexión e inténtelo de nuevo.",
  opaque: (host) =>
    `El token de acceso que emitió ${host} no es un JWT, así que el libro no puede comprobarlo. El operador debe hacer que emita tokens para el libro: vea OIDC_SCOPE y OIDC_RESOURCE en la guía «Access».`,
  otherPerson: (host) => `${host} renovó el token de otra persona. Vuelva a iniciar sesión.`,
  signedOutHere: (host) =>
    `Aquí ha cerrado la sesión. No se sabe si su sesión en ${host} sigue abierta: ciérrela también allí si otras personas usan este equipo.`,
};
