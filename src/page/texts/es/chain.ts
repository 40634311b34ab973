import { list, number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { chainStrings as english } from "../en/chain.ts";
import { plural } from "./plural.ts";

/** The texts about blocks, entries and records, which several views show. */
export const chainStrings: Texts<typeof english> = {
  blocks: {
    lead: "Cada bloque guarda el hash del bloque anterior. El bloque más reciente está primero. Abra un bloque para ver cómo se calcula su hash.",
    sealedLead:
      "Un libro sellado: los bloques contienen compromisos con los registros, no los registros. Cada bloque guarda el hash del bloque anterior. El bloque más reciente está primero. Abra un bloque para ver sus entradas.",
    heading: "Bloques",
    length: (count) => plural(count, "bloque"),
    onlyGenesis:
      "Por ahora solo existe génesis, el primer bloque de toda cadena. Mine un registro para añadir un bloque.",
    mineOne: "Minar un registro",
    block: (index) => `Bloque ${number(index)}`,
    genesis: "génesis",
    loading: (index) => `Cargando el bloque ${number(index)}…`,
    fields: {
      patient_name: "Paciente",
      patient_ID: "ID del paciente",
      Reg_no: "Número de registro",
      author: "Registrado por",
      mined_by: "Minado por",
      corrects: "Corrige el bloque",
      proof: "Prueba",
      difficulty: "Dificultad",
      entries: "Números de entrada",
      merkle_root: "Raíz de Merkle",
      hash: "Hash",
      previous_hash: "Hash anterior",
    },
    bits: (count) => plural(count, "bit"),
    links: {
      linked: (index) => `Enlazado con el bloque ${number(index)} por su hash`,
      broken: (index) => `Enlace roto: no es el hash del bloque ${number(index)}`,
      changed: (index) => `El bloque ${number(index)} se modificó: su contenido no corresponde a su hash`,
      unchecked: (index) => `Enlace con el bloque ${number(index)} sin comprobar`,
      unknown: (index) => `El bloque ${number(index)} aún no está cargado`,
    },
    printed: (count, length, isSearched) =>
      isSearched
        ? `Impreso: los resultados de la búsqueda, ${plural(count, "bloque")}.`
        : count === length
          ? `Impreso: el libro completo, ${plural(length, "bloque")}.`
          : `Impreso: los bloques cargados, ${number(count)} de ${number(length)}.`,
    listEnds: (count) =>
      `La lista muestra ${plural(count, "bloque", "bloques")}, desde el más reciente. Abra un bloque más antiguo por su número.`,
    open: "Abrir",
    openLabel: "Abrir el bloque número",
    retry: "Reintentar",
    arrivedOne: (index) => `El bloque ${number(index)} se añadió a la cadena.`,
    arrivedMany: (count, length) =>
      `Se añadieron ${plural(count, "bloque")} a la cadena, que ahora tiene ${number(length)}.`,
    newBlocks: (count) => plural(count, "bloque nuevo", "bloques nuevos"),
    search: {
      label: "Buscar en los bloques cargados",
      hint: "Nombre, ID, hash o número",
      sealedHint: "Hash, raíz de Merkle, o número de un bloque o de una entrada",
      found: (found, loaded) =>
        `Encontrados: ${number(found)} de ${plural(loaded, "bloque cargado", "bloques cargados")}`,
      loaded: (loaded, length) =>
        loaded === length
          ? "Todos los bloques están cargados."
          : `Cargados: ${number(loaded)} de ${plural(length, "bloque")}.`,
      loadAll: "Cargar todos",
      loadingAll: "Cargando todos los bloques",
      tooMany: "El libro tiene demasiados bloques para cargarlos aquí. Abra un bloque por su número.",
    },
    verdict: {
      heading: "Lo que el libro dice de sí mismo",
      asking: "Comprobando cada bloque…",
      valid: "La cadena es válida",
      invalid: "La cadena no es válida",
      ask: "Comprobar ahora",
      askAgain: "Comprobar de nuevo",
      checked: (count) => plural(count, "bloque comprobado", "bloques comprobados"),
      checkpoint: (size) => `coincide con el punto de control firmado de ${plural(size, "bloque")}`,
      noCheckpoint: "no se ha firmado ningún punto de control",
      signatures: ({ signed, unsigned, disputed }) =>
        `con firma: ${number(signed)} de ${number(signed + unsigned)} registros y correcciones` +
        (disputed > 0 ? `, ${plural(disputed, "entrada impugnada", "entradas impugnadas")}` : ""),
      at: (when) => `comprobado: ${when}`,
      since: (count) => `desde entonces, ${plural(count, "bloque añadido", "bloques añadidos")}`,
      believeNobody: "Aquí el libro responde de sí mismo.",
      verify: "Verifíquelo en su navegador",
    },
  },

  fault: {
    place: "Bloque",
    rule: "Regla",
    expected: "Esperado",
    actual: "Encontrado",
    provenBy: "Demostrado por",
  },

  block: {
    back: "Todos los bloques",
    neighbours: "Bloques anterior y siguiente",
    previous: (index) => `Bloque ${number(index)}, el bloque anterior`,
    next: (index) => `Bloque ${number(index)}, el bloque siguiente`,
    isFirst: "Este es el primer bloque.",
    isNewest: "Este es el bloque más reciente.",
    loading: "Cargando el bloque…",
    fields: "Contenido",
    header: "Cabecera",
    headerMeaning: {
      index: "La posición del bloque en la cadena; génesis es el 1.",
      timestamp: "Cuándo se creó el bloque, en UTC.",
      first_entry: "El número de su primera entrada. Las entradas se numeran a lo largo de toda la cadena.",
      last_entry: "El número de su última entrada.",
      merkle_root:
        "La raíz del árbol de Merkle sobre sus entradas: ninguna entrada puede cambiar sin que cambie la raíz.",
      mined_by: "genesis, ledger o el seudónimo de un minero externo; nunca un nombre.",
      difficulty: "Con cuántos bits a cero debe empezar el hash.",
      proof: "El número que resuelve el acertijo, hallado al minar.",
      previous_hash: "El hash del bloque anterior, que enlaza la cadena.",
      hash: "El SHA-256 de todo lo anterior; a través de la raíz de Merkle cubre las entradas.",
    },
    meaning: {
      index: "La posición del bloque en la cadena; génesis es el 1.",
      timestamp: "Cuándo se creó el bloque, en UTC.",
      patient_name: "El nombre del paciente.",
      patient_ID: "El ID que la clínica da al paciente.",
      Reg_no: "El número de registro, que pertenece solo a este paciente.",
      author: "Quién registró el registro, si el bloque lo minó otra persona.",
      mined_by:
        "A quién se atribuye el bloque: a quien presentó su prueba, o a quien envió el registro para que lo minara el libro.",
      corrects: "El bloque cuyo registro corrige este bloque.",
      difficulty: "Con cuántos bits a cero debe empezar el hash.",
      proof: "El número que resuelve el acertijo, hallado al minar.",
      previous_hash: "El hash del bloque anterior, que enlaza la cadena.",
      hash: "El SHA-256 de todo lo anterior.",
    },
    hashTitle: "Cómo se calcula su hash",
    steps: {
      fields: "Los campos del bloque, sin hash",
      header: "Los atributos de la cabecera, sin hash. Las entradas cuentan a través de su raíz de Merkle",
      canonical: "JSON canónico: claves ordenadas, sin espacios en blanco (RFC 8785)",
      bytes: (count) => `El texto en UTF-8: ${plural(count, "byte")}`,
      hexView: "Mostrar los bytes",
      digest: "SHA-256 de los bytes, recién calculado por su navegador",
      compare: "Comparado con el hash que guarda el libro",
      stored: "Guardado",
      equal: "Iguales: el contenido no ha cambiado desde que se calculó el hash",
      unequal: "Distintos: el contenido se modificó después de calcular el hash",
    },
    chained: {
      title: "Cómo está enlazado",
      linked: (index) => `Su hash anterior es el hash del bloque ${number(index)}`,
      broken: (index) => `Su hash anterior no es el hash del bloque ${number(index)}`,
      changed: (index) =>
        `Su hash anterior es igual al hash que guarda el bloque ${number(index)}, pero ese bloque se modificó: su contenido no corresponde a su hash`,
      genesis: "Génesis no tiene bloque anterior: su hash anterior es 0.",
    },
    puzzle: {
      title: "Si su prueba resuelve el acertijo",
      squares: "prueba² − prueba anterior², en decimal; su SHA-256 debe empezar por 0000.",
      squaresGenesis: "La prueba de génesis es 1, por definición. Nadie la buscó.",
      blockHash: (bits) => `El hash del propio bloque debe empezar con ${plural(bits, "bit a cero", "bits a cero")}.`,
      leading: (count, asked) =>
        `${plural(count, "bit inicial a cero", "bits iniciales a cero")}; se requieren ${number(asked)}.`,
      bits: "Los primeros 32 bits del hash",
      solved: "La prueba resuelve el acertijo",
      unsolved: "La prueba no resuelve el acertijo",
    },
    receipt: {
      title: "Su recibo",
      lead: "El recibo demuestra a cualquiera que este bloque está en el libro. Contiene los hashes del camino que va del bloque a una raíz que el libro firmó.",
      loading: "Obteniendo y verificando el recibo…",
      proves: (size) => `Verificado en su navegador: el camino lleva a la raíz firmada para ${plural(size, "bloque")}`,
      failed: "El recibo no demuestra que este bloque esté en el libro",
      notConfigured:
        "Este libro no firma nada ni emite recibos, porque no tiene clave de firma. Su operador puede configurar LEDGER_SIGNING_KEY.",
      keyFrom: "La clave procede del propio libro. Compárela con la que usted obtuvo de otra fuente.",
      download: "Descargar el recibo",
      tree: (index, size) =>
        `El camino del bloque ${number(index)} en el árbol de ${plural(size, "bloque")}, desde su hoja, abajo, hasta la raíz`,
      asList: "El camino como lista",
      leaf: (index) => `Hoja ${number(index)}`,
      node: "unión",
      root: "Raíz",
      sibling: "hermano",
      signed: "Raíz firmada",
      checkpoint: (size) => plural(size, "bloque"),
      startsAt: (hash) => `La hoja del bloque es ${hash}.`,
      joins: { left: "Unida a su hermano izquierdo", right: "Unida a su hermano derecho" },
      gives: "da",
      ends: "El último hash es la raíz, que firma el punto de control.",
    },
  },

  entries: {
    name: "Entradas",
    heading: (count) => (count === 1 ? "Su entrada" : `Sus ${plural(count, "entrada")}`),
    lead: "Las entradas no contienen datos de pacientes. Un compromiso no revela a nadie lo que dice un registro, pero quien ve el registro puede comprobar que es aquel al que se refiere el compromiso.",
    count: (count) => plural(count, "entrada"),
    numbers: (first, last) => (first === last ? number(first) : `${number(first)} a ${number(last)}`),
    kinds: {
      founding: {
        name: "Fundación",
        count: (count) => plural(count, "entrada de fundación", "entradas de fundación"),
      },
      record: { name: "Registro", count: (count) => plural(count, "registro") },
      correction: { name: "Corrección", count: (count) => plural(count, "corrección", "correcciones") },
      erasure: { name: "Supresión", count: (count) => plural(count, "supresión", "supresiones") },
      key: { name: "Clave", count: (count) => plural(count, "clave") },
      revocation: { name: "Revocación", count: (count) => plural(count, "revocación", "revocaciones") },
    },
    unknownKind: "Tipo desconocido",
    founding: "lo que se fijó al crear el libro",
    corrects: (place) => `sustituye al registro ${number(place)}`,
    erases: (place) => `de la entrada ${number(place)}`,
    revokes: "de la clave de un autor",
    more: (count) => `y ${number(count)} más`,
    showMore: (count) => `Mostrar ${number(count)} más`,
    logged: "Abrir un registro queda anotado: quién lo abrió, cuándo y su número.",
    cannotOpen:
      "A su token le falta el ámbito record:read, así que no puede abrir estos registros. Las entradas y sus pruebas se pueden comprobar sin él.",
    root: {
      lead: "Su navegador acaba de calcular la raíz de Merkle de estas entradas, para compararla con la de la cabecera:",
      computed: "Calculada",
      stored: "merkle_root",
      equal: "Iguales: estas son las entradas con las que se minó el bloque",
      unequal: "Distintas: una entrada se modificó, se movió, se añadió o se quitó después de minar el bloque",
    },
  },

  record: {
    fields: {
      patient_name: "Nombre del paciente",
      patient_ID: "ID del paciente",
      Reg_no: "Número de registro",
    },
    /** What is wrong with a field, as a clause that follows its name. */
    fault: (field, clause) => `${field}: ${clause}.`,
    faults: {
      empty: "no puede estar vacío",
      surrogates: "debe ser Unicode bien formado, sin sustitutos sueltos",
      control: "no puede contener caracteres de control, como saltos de línea o tabulaciones",
      unassigned: "no puede contener caracteres Unicode sin asignar ni de uso privado",
      hidden: "no puede contener caracteres invisibles ni que cambien la dirección del texto",
      replaced: "no puede contener U+FFFD, que sustituye a caracteres leídos con una codificación errónea",
      mark: "no puede empezar por una marca combinante, que necesita una letra delante",
      letterless: "debe tener una letra o un dígito",
      outerSpace: "no puede empezar ni terminar con espacios en blanco",
      innerSpace: "no puede contener más espacio en blanco que espacios sueltos",
      denormalized: "debe estar en Unicode NFC: cada letra con sus acentos como un solo carácter",
      long: (limit) => `puede tener como máximo ${number(limit)} caracteres`,
    },
    open: (place) => `Abrir el registro ${number(place)}`,
    close: (place) => `Cerrar el registro ${number(place)}`,
    manage: (place) => `Gestionar el registro ${number(place)}`,
    ofBlock: "Su registro",
    reads: {
      title: "Historial de lecturas",
      show: "Mostrar el historial de lecturas",
      hide: "Ocultar el historial de lecturas",
    },
    opening: "Abriendo el registro…",
    number: "Número",
    block: "Bloque",
    registered: "Registrado",
    corrects: "Sustituye al registro",
    correctedBy: "Sustituido por el registro",
    receipt: {
      title: (place) => `Recibo del registro ${number(place)}`,
      choose: "Campos que revela el recibo",
      hint: "Quien reciba el recibo podrá leer y demostrar los campos elegidos, y no sabrá nada de los demás. Sin ninguno, solo demuestra que hay una entrada en la cadena.",
      download: "Descargar el recibo",
      done: (name) => `Descargado como ${name}.`,
      disclosesNone: "No revela ningún campo.",
      discloses: (fields) => `Revela: ${fields}.`,
      verified: "Su navegador lo verificó.",
      notAsChosen: "el libro envió un recibo de otro registro o con campos distintos de los elegidos; no se guardó",
    },
  },

  find: {
    title: "Buscar un registro",
    by: "Buscar por",
    find: "Buscar",
    found: (count) =>
      count === 0
        ? "No se encontró ningún registro."
        : `${plural(count, "registro encontrado", "registros encontrados")}.`,
    more: "Hay más, que no se muestran.",
    missing: (numbers) =>
      `Falta o está dañado lo que se guarda de ${numbers.length === 1 ? "este registro" : "estos registros"}: ${list(numbers.map((each) => number(each)))}. Avise al operador.`,
    clear: "Borrar",
    logged:
      "Las búsquedas quedan anotadas: quién, cuándo y los números de los registros encontrados, pero no lo que se buscó.",
    results: "Registros encontrados",
  },
};
