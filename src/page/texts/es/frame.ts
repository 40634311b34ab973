import { TOUR } from "../../address/address.ts";
import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { strings as english } from "../en/frame.ts";
import { plural } from "./plural.ts";

/** The texts around all views, and those of signing in and of choosing a ledger. */
export const strings: Texts<typeof english> = {
  brand: "patient-ledger",
  views: {
    blocks: "Libro",
    mine: "Minar",
    keys: "Claves",
    lab: "Laboratorio",
    network: "Red",
    verify: "Verificar",
    board: "Tablero",
  },
  skip: "Ir al contenido",
  navigation: "Vistas",
  guides: "Guías",
  apiReference: "Referencia de la API",
  language: "Idioma",
  theme: { toLight: "Tema claro", toDark: "Tema oscuro" },

  insecure: {
    title: "La criptografía no está disponible con HTTP sin cifrar.",
    explanation:
      "Esta página no puede calcular hashes, minar ni verificar nada, y cualquiera en esta red puede leer y cambiar lo que usted ve. Ábrala por HTTPS, o en http://localhost en la máquina que la sirve.",
    whatToDo: "Qué hacer",
    student:
      "En una clase: abra la dirección de su hoja. Empieza por https://. Su navegador muestra primero una advertencia, porque el equipo del docente creó su propio certificado.",
    warning: (browser) => `En ${browser}:`,
    refusing:
      "Si no hay nada que pulsar, el dispositivo no le deja continuar, como ocurre con algunos que administra un centro educativo: use otro, o trabaje con alguien a su lado, y avise a su docente.",
    teacher: "Si es docente: inicie el servidor con npm run class. Sirve HTTPS en su red e imprime la hoja.",
    operator: "En los demás casos: pida la dirección https a quien administra este servidor.",
    instead: "No calculado: la criptografía no está disponible con HTTP sin cifrar.",
    verdict: "Sin veredicto: con HTTP sin cifrar, cualquiera en esta red podría falsificar la respuesta.",
  },

  wrongAddress: {
    title: "Página no encontrada",
    faults: {
      ledger:
        "La dirección no contiene un nombre de libro válido. Un nombre tiene hasta 40 letras minúsculas, cifras y guiones, como en #/main/blocks.",
      view: "La dirección nombra una vista desconocida. Elija una de las vistas de arriba.",
      block:
        "La dirección no contiene un número de bloque válido. Los bloques se numeran desde el 1, como en #/main/blocks/1.",
      key: "La dirección no contiene una huella de clave válida, que tiene 43 letras, cifras, guiones y guiones bajos.",
      step: `El recorrido no tiene ese paso. Los pasos se numeran del 1 al ${number(TOUR.length)}.`,
      place: "Esta vista no tiene ninguna página en esa dirección.",
    },
    back: (view, ledger) => `Abrir ${view} (${ledger})`,
  },

  signIn: {
    title: "Iniciar sesión",
    lead: "Un libro mayor de registros de pacientes en el que se nota toda manipulación. Véalo crecer, mine un bloque e intente romperlo.",
    explanation:
      "Necesita un token. Abra el enlace que muestra npm run dev o pegue aquí un token, con o sin «Bearer». Se guarda solo en esta pestaña.",
    label: "Token",
    submit: "Iniciar sesión",
    notToken: "Esto no es un token. Un token empieza por «ey» y tiene tres partes separadas por puntos.",
    badLink: "El enlace no contiene un token legible. Copie el enlace completo e inténtelo de nuevo.",
    expired: "Su token ha caducado. Inicie sesión con uno nuevo.",
    draftKept: "El formulario conserva lo que escribió: seguirá ahí cuando inicie sesión.",
    getOne: "Para obtener un token, ejecute esto en la máquina que aloja el libro:",
    labFirst: "El laboratorio no necesita token: trabaja con su propia cadena.",
    openLab: "Abrir el laboratorio",
  },

  session: {
    signedInAs: (subject) => `Sesión iniciada como ${subject}`,
    signedIn: "Sesión iniciada como",
    until: (end) => `hasta: ${end}`,
    signOut: "Salir",
    scopeMissing: (scope) =>
      `A su token le falta el ámbito ${scope}, que esto requiere. Inicie sesión con un token que lo tenga.`,
  },

  switching: {
    otherPerson: (present, offered) => `Ha iniciado sesión como ${present}. ¿Cambiar a ${offered}?`,
    otherRights: (present) => `Ha iniciado sesión como ${present}. ¿Usar en su lugar el token del enlace?`,
    present: "Token actual",
    offered: "Token del enlace",
    who: "Sesión iniciada como",
    scopes: "Ámbitos",
    ledgers: "Libros",
    patients: "Pacientes",
    patientsOf: (count) => (count === undefined ? "todos" : `solo ${number(count)}`),
    until: "Caduca",
    draftLost: "Si cambia, se pierde lo que escribió en el formulario.",
    stay: (present) => `Seguir como ${present}`,
    change: (offered) => `Cambiar a ${offered}`,
    keep: "Conservar el token actual",
    take: "Usar el token del enlace",
    refused: "Este enlace no pudo iniciar su sesión",
    still: (present) => `Su sesión como ${present} sigue abierta.`,
    close: "Cerrar",
  },

  ledger: {
    title: (name) => `Libro ${name}`,
    choose: "Libro",
    open: "Abrir",
    names: "Hasta 40 letras minúsculas, cifras y guiones.",
    startsWith: (prefix) => `${prefix}…`,
    chooseOne: "Su token no da acceso a este libro. Elija otro libro.",
    openable: {
      title: "Libros que puede abrir",
      none: "Ninguno: su token no enumera ningún libro. Inicie sesión con otro token.",
      names: "Por nombre",
      under: (prefix) => (prefix === "" ? "Cualquier libro" : `Cualquier libro cuyo nombre empiece por ${prefix}`),
      mayCreate: "Si todavía no hay un libro con ese nombre, puede crearlo.",
      mayNotCreate: "El libro ya debe existir: para crear uno, su token necesita el ámbito ledger:create.",
    },
    kinds: { plain: "en claro", sealed: "sellado" },
    sandbox: "de práctica",
    asSandbox: "Un libro de práctica, para ejercitarse",
    sandboxHint:
      "Un libro de práctica se puede eliminar con todo lo que contiene; los demás libros, no. Esto no se puede cambiar después. No use nunca uno para registros reales.",
    deleted: (name) =>
      `El libro ${name} era de práctica y se eliminó con todo lo que contenía. Ningún libro volverá a llevar su nombre. Abra otro.`,
    records: "Tipo de libro",
    recordsOf: {
      plain:
        "En claro: cada bloque contiene un registro que todo lector puede leer, para siempre. Para enseñar, y para datos que no son secreto de nadie.",
      sealed:
        "Sellado: los bloques contienen solo compromisos; los registros se cifran al lado de la cadena, y solo puede abrirlos quien está autorizado a leerlos. Para pacientes reales.",
    },
    mustSign: "Los registros deben ir firmados",
    mustSignHint:
      "El libro solo aceptará registros y correcciones con la firma de un autor cuya clave esté inscrita. Esto no se puede cambiar después.",
    sealedPuzzle: "El acertijo de un libro sellado es block-hash.",
    squares: "acertijo squares",
    blockHash: (difficulty) => `acertijo block-hash, ${plural(difficulty, "bit")}`,
    state: {
      opening: "Conectando…",
      live: "En directo",
      interrupted: "Conexión perdida, reintentando…",
      refused: "Sin conexión",
    },
    notFound: (name) => `El libro ${name} todavía no existe.`,
    create: "Crear este libro",
    puzzle: "Acertijo",
    puzzles: {
      squares: "squares: el del artículo; todas las cadenas tienen las mismas pruebas",
      "block-hash": "block-hash: cada prueba depende del contenido de su bloque",
    },
    difficulty: "Dificultad en bits",
    creating: "Creando…",
  },

  copy: { action: "Copiar", done: "Copiado" },
  loadingView: "Cargando esta vista…",
  loadingFailed: "No se pudo cargar una parte de esta página. Vuelva a cargarla.",
  unexpected: (message) => `Se produjo un error: ${message}`,
};
