import { date, number, time } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { recordStrings as english } from "../en/records.ts";
import { plural } from "./plural.ts";

/** What was done with a record, and what was tried with it in vain. */
function outcome(did: (record: string) => string, tried: (record: string) => string) {
  return { did, tried };
}

/** The texts about what is done with a record once it is open: correcting, erasing, holding it, and who read it. */
export const recordStrings: Texts<typeof english> = {
  logged: "Esta lectura queda anotada.",
  replacedBy: (place) => `Mostrar el registro ${number(place)}, que lo sustituye`,

  versions: {
    open: (place) => `Versiones del registro ${number(place)}`,
    lead: (count) =>
      count === 1
        ? "El registro nunca se corrigió: esta es su única versión."
        : "Primero la más antigua. Cada versión dice qué cambió respecto a la anterior.",
    loading: "Cargando las versiones…",
    list: "Versiones",
    title: (place, corrects, isCurrent) =>
      `Registro ${number(place)}, ${corrects === undefined ? "la primera versión" : `sustituye al registro ${number(corrects)}`}${isCurrent ? ", versión vigente" : ""}`,
    changed: "Modificado",
    unchanged: "Sin cambios",
    hidden: "Su token no muestra la versión que esta sustituye, así que no se puede marcar lo que cambió.",
  },

  correct: {
    open: (place) => `Corregir el registro ${number(place)}`,
    lead: "Una corrección añade una versión nueva. La anterior se conserva, igual que su número de registro, que ningún otro registro puede usar.",
    plainLead:
      "Una corrección añade un bloque con la versión nueva. El bloque anterior sigue siendo legible en la cadena para siempre: de un libro en claro no se puede suprimir nada.",
    submit: "Guardar la corrección",
    saving: "Guardando…",
    cancel: "Cancelar",
    same: "Aún no ha cambiado nada: modifique al menos un campo.",
    taken: "pertenece a otro registro",
    done: (before, after) => `El registro ${number(before)} se corrigió: su nueva versión es el ${number(after)}.`,
    already: (place) => `El libro ya tiene exactamente esta corrección, como registro ${number(place)}.`,
    accepted:
      "La corrección se aceptó y espera a ser minada. Vuelva a abrir el registro cuando su bloque esté en la cadena.",
    outdated: (before, after) =>
      `No se guardó: el registro ${number(before)} se corrigió mientras usted escribía. Ahora la versión vigente es el registro ${number(after)}. Su texto sigue en el formulario: compárelo y, si aún es pertinente, guárdelo como corrección de la versión más reciente.`,
    compared: "La versión que usted abrió y la más reciente",
    opened: (place) => `La versión que usted abrió, registro ${number(place)}`,
    newer: (place) => `La versión más reciente, registro ${number(place)}`,
    takeOver: "Poner la versión más reciente en el formulario",
    waiting: (place) =>
      `No se guardó: otra corrección del registro ${number(place)} se aceptó antes y aún espera a ser minada. Su texto sigue en el formulario.`,
    lookAgain: "Buscar la versión más reciente",
    closed:
      "No se guardó: el registro se corrigió, y su versión vigente es de un paciente cuyos registros su token no abre.",
  },

  erase: {
    open: (place) => `Suprimir el registro ${number(place)}`,
    title: (place) => `¿Suprimir el registro ${number(place)} y todas sus versiones?`,
    lead: "Las claves que abren el registro se destruyen de inmediato. El libro no puede deshacerlo.",
    remainsTitle: "Qué permanece",
    remains: [
      "las entradas del registro en la cadena, con compromisos que ya nada abre, y una entrada de la supresión",
      "los recibos y los puntos de control: todos siguen siendo válidos",
      "los datos ya revelados: quien tiene un recibo con un campo puede seguir mostrándolo y demostrándolo",
      "las copias que hicieron otros, como impresiones, exportaciones y archivos guardados",
      "el historial de lecturas: quién abrió el registro, y cuándo",
    ],
    backups: (until) =>
      `las copias de seguridad de la plataforma, con las que su operador aún podría restaurar el registro, aproximadamente hasta el ${until}. El libro indica el momento exacto una vez iniciada la supresión`,
    reserved: (until) =>
      `Su número de registro queda reservado el mismo tiempo, aproximadamente hasta el ${until}. Hasta entonces no se puede volver a registrar.`,
    reason: "Motivo",
    reasons: {
      request: "El paciente lo pidió",
      retention: "El plazo de conservación ha terminado",
      error: "Se registró por error",
    },
    reasonKept: "El motivo se guarda al lado de la cadena. Nunca entra en un bloque.",
    cleared:
      "Después, la página cierra todos los registros abiertos y vacía sus formularios, para que no quede en ella nada del registro.",
    keep: "Conservar el registro",
    confirm: "Suprimir el registro",
    close: "Cerrar",
    erasing: "Suprimiendo…",
    until: date,
    holder:
      "Usted retiene este registro, y quien retiene un registro no puede pedir que se suprima. Levante antes su retención, o haga que lo pida otra persona.",
    held: "El registro está retenido, así que no se suprimió. El libro ha anotado su petición y suprimirá el registro cuando se levante la última retención.",
  },

  erasure: {
    title: (place) => `Supresión del registro ${number(place)}`,
    erased: "Este registro fue suprimido.",
    loading: "Preguntando en qué punto está la supresión…",
    pending: "Sus claves están destruidas, y ya nadie puede leerlo. La entrada que lo dice aún está por minar.",
    waiting:
      "Una retención aplaza esta supresión. Quedó anotada, y se ejecuta cuando se levante la última retención. Hasta entonces, el registro se puede leer.",
    done: "El registro está suprimido. La entrada que lo dice está en la cadena, y el libro informa de que se sobrescribió lo que guardaba del registro.",
    reason: "Motivo",
    entry: "Entrada de la supresión",
    final: "Número reservado y copias de seguridad conservadas hasta",
    finalAfter: time,
    lookAgain: "Mirar de nuevo",
  },

  hold: {
    open: (place) => `Retener o liberar el registro ${number(place)}`,
    lead: "Mientras alguien retenga un registro, no se puede suprimir: una supresión que se pida espera hasta que se levante la última retención. Se puede seguir leyendo y corrigiendo. Quien retiene un registro no puede pedir su supresión.",
    hold: "Retener el registro",
    release: "Levantar su retención",
    held: (place) => `Usted retiene el registro ${number(place)}. No se puede suprimir hasta que levante su retención.`,
    released: (place) =>
      `Usted ya no retiene el registro ${number(place)}. Si había una supresión en espera y nadie más lo retiene, se ejecuta ahora.`,
  },

  reads: {
    open: (place) => `Lecturas del registro ${number(place)}`,
    lead: "Todas las lecturas del registro o de otra de sus versiones, primero la más antigua.",
    allLead:
      "Quién hizo qué con qué registro. También se anotan las peticiones denegadas. El historial es un árbol firmado propio, que los testigos pueden vigilar.",
    loading: "Cargando el historial…",
    none: "Aquí el historial no tiene entradas.",
    count: (count) => `${plural(count, "entrada mostrada", "entradas mostradas")}.`,
    list: "Entradas del historial de lecturas",
    /** What was done, after the name of whoever did it, or of whoever was not allowed to. */
    actions: {
      read: outcome(
        (record) => `leyó el registro ${record}`,
        (record) => `intentó leer el registro ${record}`,
      ),
      "read-versions": outcome(
        (record) => `leyó el registro ${record}, en la lista de sus versiones`,
        (record) => `intentó leer el registro ${record}, en la lista de sus versiones`,
      ),
      search: outcome(
        (record) => `leyó el registro ${record}, hallado en una búsqueda`,
        (record) => `intentó leer el registro ${record}, hallado en una búsqueda`,
      ),
      disclose: outcome(
        (record) => `creó un recibo del registro ${record}`,
        (record) => `intentó crear un recibo del registro ${record}`,
      ),
      register: outcome(
        (record) => `registró el registro ${record}`,
        (record) => `intentó registrar el registro ${record}`,
      ),
      correct: outcome(
        (record) => `corrigió el registro ${record}`,
        (record) => `intentó corregir el registro ${record}`,
      ),
      erase: outcome(
        (record) => `pidió la supresión del registro ${record}`,
        (record) => `intentó suprimir el registro ${record}`,
      ),
      hold: outcome(
        (record) => `retuvo el registro ${record}`,
        (record) => `intentó retener el registro ${record}`,
      ),
      release: outcome(
        (record) => `liberó el registro ${record}`,
        (record) => `intentó liberar el registro ${record}`,
      ),
    },
    /** The same where the log names no record: it concerned all of them, or none was found or meant yet. */
    withoutRecord: {
      search: { did: "buscó y no encontró nada", tried: "intentó buscar registros" },
      register: { did: "registró un registro", tried: "intentó registrar un registro" },
      "open-all": {
        did: "hizo abrir y comprobar todos los registros",
        tried: "intentó hacer abrir y comprobar todos los registros",
      },
    },
    granted: "Permitida",
    denied: "Denegada",
    closed: "La clave de su mes se destruyó al terminar el plazo de conservación. Solo queda su compromiso:",
    earlier: "Mostrar entradas anteriores",
    later: "Mostrar entradas posteriores",
  },
};
