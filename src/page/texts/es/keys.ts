import { shortThumbprint } from "../../keys/short-thumbprint.ts";
import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { keyStrings as english } from "../en/keys.ts";
import { plural } from "./plural.ts";
import { vouchingStrings } from "./vouching.ts";

/** The texts about keys, signatures, and who vouches for what. */
export const keyStrings: Texts<typeof english> = {
  title: "Claves",
  lead: "Quien firma sus registros con una clave propia responde de ellos: el libro no puede inventar una firma. Sin ella, solo el operador dice quién registró qué.",
  plain: "Este libro está en claro. Solo los libros sellados tienen claves y firmas.",
  loading: "Cargando las claves…",
  state: { enrolled: "Inscrita", revoked: "Revocada" },

  mine: {
    title: "Mi clave",
    explain: {
      summary: "Qué es la clave y qué significa firmar",
      points: [
        "Firmar un registro significa: respondo de lo que dice, y había visto esta cadena hasta su bloque más reciente. Quien conozca su clave puede comprobarlo mientras exista la cadena.",
        "La clave no se puede copiar fuera de este navegador; ni siquiera usted puede hacerlo. Sin embargo, quien pueda usar este navegador con la sesión de usted abierta puede firmar con ella.",
        "Si se borran los datos del navegador, la clave se pierde. Lo que firmó sigue siendo válido. Después solo se puede revocar: puede hacerlo usted, con sesión iniciada desde cualquier lugar, o alguien cuyo token tenga el ámbito key:revoke. Luego cree e inscriba una nueva.",
        "Esta página procede del propio servidor del libro. Quien pudiera cambiarla allí podría hacer que su navegador firmara otra cosa: si eso le importa, firme con un programa propio.",
        "Su clave se guarda solo para usted: otras personas que inician sesión en este navegador tienen las suyas. Basta una clave para todos los libros de esta dirección; se inscribe en cada uno de ellos.",
      ],
    },
    loading: "Buscando su clave…",
    none: "Este navegador aún no tiene ninguna clave de usted.",
    make: "Crear mi clave",
    making: "Creándola…",
    failed: (message) => `Este navegador no puede guardar una clave: ${message}`,
    thumbprint: "Huella",
    algorithm: "Algoritmo",
    copy: "Copiar la huella",
    copied: "Copiada.",
    notCopied: "El navegador no permite que la página copie. Seleccione el texto y cópielo usted.",
    notEnrolled: "Su clave aún no está inscrita en este libro, así que aquí no puede firmar.",
    scopeMissing:
      "A su token le falta el ámbito key:enrol, necesario para inscribir una clave. Inicie sesión con un token que lo tenga o diríjase a quien emite sus tokens.",
    enrol: "Inscribirla como",
    enrolHint:
      "Se mina una entrada con la clave pública. El nombre de usted entra en la cadena solo como compromiso, y más tarde se puede suprimir.",
    enrolling: "Inscribiendo…",
    waiting: "La clave se aceptó, y su entrada espera a ser minada…",
    enrolled: (index, at) =>
      `Inscrita desde el ${vouchingStrings.vouched.block(index, at)}. Firma lo que usted registra aquí.`,
    revoked: (index, at) =>
      `Revocada desde el ${vouchingStrings.vouched.block(index, at)}. Ya no firma nada aquí; lo que firmó antes sigue siendo válido. Para volver a firmar en este libro, necesita una clave nueva. Este navegador guarda una sola clave para todos los libros de esta dirección: antes de olvidar esta, asegúrese de que ningún otro libro la necesita. Si pudo haber estado en malas manos, revóquela primero en cada libro.`,
    forget: "Olvidar esta clave",
    forgetTitle: "¿Quitar su clave de este navegador?",
    forgetLead:
      "Nada puede recuperarla. Lo que firmó sigue siendo válido, y sigue inscrita allí donde lo esté: revóquela antes en esos libros, para que nadie más pueda usarla nunca.",
    forgetConfirm: "Quitar la clave",
    keep: "Conservar la clave",
  },

  registrar: {
    title: "El aval del registrador",
    lead: "En este libro, un registrador confirma de quién es cada clave. Entréguele la solicitud y pegue el aval que reciba.",
    request: "Solicitud para el registrador",
    make: "Crear la solicitud",
    copy: "Copiar la solicitud",
    download: "Descargar la solicitud",
    endorsement: "Aval",
    endorsementHint:
      "El aval, o la solicitud completa que volvió con él. Hasta entonces, este navegador conserva la solicitud.",
    submit: "Inscribir con este aval",
    discard: "Descartar la solicitud",
    faults: {
      missing: "No enviado: esta es su solicitud, pero el registrador aún no la ha avalado.",
      otherRequest: "No enviado: esta no es la solicitud que conserva este navegador. Entregue aquella al registrador.",
      form: "No enviado: esto no es un aval ni una solicitud que contenga uno.",
      by: "No enviado: el aval no es del registrador de este libro.",
      other:
        "No enviado: con él, el registrador avaló otra cosa, por ejemplo una solicitud anterior. Entréguele de nuevo la solicitud de arriba.",
    },
  },

  revoke: {
    open: "Revocar",
    openOf: (thumbprint) => `Revocar la ${vouchingStrings.key(thumbprint)}`,
    title: "¿Revocar esta clave?",
    lead: "En cuanto la entrada que lo dice esté en la cadena, la clave ya no firma nada. Lo que firmó antes sigue siendo válido. Esto no se puede deshacer: una clave revocada no se vuelve a inscribir nunca.",
    since: "Pudo haber estado en malas manos desde el bloque (opcional)",
    sinceHint: (first, last) =>
      `Un número del ${number(first)} al ${number(last)}. Todo lo que la clave firmó a partir de ese bloque permanece en la cadena y se marca como impugnado.`,
    sinceElsewhere:
      "Solo la propia clave, o el registrador, puede decir desde cuándo estuvo en malas manos. Si la revoca aquí, no se impugna nada de lo que firmó.",
    confirm: "Revocar la clave",
    keep: "Conservar la clave",
    revoking: "Revocando…",
    done: "La clave está revocada.",
    accepted: "La revocación se aceptó, y su entrada espera a ser minada.",
  },

  signing: {
    legend: "Firma",
    with: (thumbprint) => `Firmar con mi clave ${shortThumbprint(thumbprint)}`,
    hint: "Así usted responde de ello. Sin su firma, solo el operador dice que procede de usted.",
    demanded: (thumbprint) =>
      `Se firma con su clave ${shortThumbprint(thumbprint)}: este libro no acepta nada sin firma.`,
    unsigned: "No se firmará: solo el operador dice de quién procede.",
    noKey: "Este navegador aún no tiene ninguna clave de usted.",
    notEnrolled: "Su clave no está inscrita en este libro.",
    revoked: "Su clave fue revocada.",
    setUp: "Configurar mi clave",
    required:
      "Este libro solo acepta registros y correcciones firmados. Para registrar uno aquí, necesita una clave inscrita.",
    checking: "Buscando su clave…",
    onlyCurrent: "La supresión no se firma: solo se puede firmar la de la versión vigente de un registro.",
  },

  list: {
    title: "Claves de este libro",
    none: "Aún no hay ninguna clave inscrita en este libro.",
    names: {
      operator: "De los nombres responde el operador: este libro no tiene registrador.",
      registrar: "De los nombres responde el registrador que nombra el primer bloque del libro.",
    },
    hidden: "Los nombres se muestran a quienes tienen un token con el ámbito record:read.",
    since: "desde el",
    revoked: "revocada en el",
    disputed: (index) => `impugnada desde el bloque ${number(index)}`,
    more: "Mostrar más claves",
  },

  page: {
    back: "Todas las claves",
    title: (thumbprint) => `Clave ${shortThumbprint(thumbprint)}`,
    loading: "Cargando la clave…",
    notFound: "Este libro no tiene ninguna clave con esa huella.",
    facts: "Lo que dice el libro",
    yours: "Esta es su clave en este navegador.",
    state: "Estado",
    subject: "Titular",
    noSubject: "suprimido",
    hiddenSubject: "a su token le falta el ámbito record:read",
    enrolled: "Inscrita",
    revoked: "Revocada",
    disputed: "Impugnada desde",
    block: (index) => `bloque ${number(index)}`,
    endorsed: "Avalada",
    endorsedBy: { registrar: "por el registrador", operator: "por nadie: este libro no tiene registrador" },
    entry: (place) => `entrada ${number(place)}`,
    signedTitle: "Lo que firmó",
    look: "Buscar en los bloques más recientes",
    earlier: "Buscar en bloques anteriores",
    looking: "Buscando…",
    looked: (first, last, count) =>
      `${count === 0 ? "Ninguna entrada firmada" : plural(count, "entrada firmada", "entradas firmadas")} con esta clave en los bloques ${number(first)} a ${number(last)}.`,
    list: "Entradas firmadas con esta clave",
    disputedEntry: "Impugnada",
  },
};
