# Las palabras de la página para trabajadores. Cada mensaje tiene su par en en.ftl.
# Estilo como en los resúmenes: frases cortas, "usted", palabras de todos los días.

### Todas las páginas -------------------------------------------------------------------------------------------------

site = Cartas IMR en palabras simples
skip = Ir a la parte principal
large-print = Letra grande

### La primera página -------------------------------------------------------------------------------------------------

home-name = ¿Qué dice su carta IMR?
home-lead = Suba aquí su carta. Esta página le dice en palabras simples quién ganó, por qué y qué puede hacer ahora.
example-letter = La carta dice
example-means = Quiere decir

file-title = Elija su carta
file-label =
    { $photos ->
        [yes] Elija un PDF, un archivo de texto o fotos claras.
       *[no] Elija un PDF o un archivo de texto. Este sitio no puede leer fotos.
    }
file-pages =
    { $photos ->
        [yes] ¿Son varias hojas? Elija todas las fotos, en su orden. O escanee todas en un solo PDF.
       *[no] Debe poder copiar las palabras del PDF. O escriba las palabras en el cuadro de abajo.
    }
file-drop = También puede soltarlo aquí.
file-read = Leer mi archivo
paste-title = O pegue las palabras
paste-label = Copie todas las palabras de la carta. Luego péguelas en este cuadro.
paste-read = Leer estas palabras
sample-title = O vea un ejemplo
sample-label = Vea cómo funciona con una carta real del estado. No tiene nombres.
sample-read = Ver el ejemplo

kind-title = Qué carta
kind = Esta página lee un solo tipo de carta. Esa carta tiene esta línea, en inglés: “{ $words }”. Las cartas de antes de 2015 pueden decir solo “{ $old }”.
privacy-title = Qué pasa con su carta
privacy = Este sitio lee su carta solo en la memoria, y la olvida cuando usted ve el resultado.
privacy-llm =
    { $redacts ->
        [yes] Este sitio lee su carta solo en la memoria y luego la olvida; un programa de IA en { $host } la lee también, pero antes quitamos su nombre y su número de reclamo. Quedan el número de caso y las fechas.
       *[no] Este sitio lee su carta solo en la memoria y luego la olvida; un programa de IA en { $host } la lee toda también, con su nombre.
    }
without-llm = No mandar mi carta al programa de IA.
notice = Esta página le da información. No es asesoría legal.
reading = Estamos leyendo su carta. Puede tardar un minuto.

### El resultado ------------------------------------------------------------------------------------------------------

result-name = Su carta IMR en palabras simples
result-check = Una computadora hizo esta página y puede fallar. Por favor, compárela con su carta.
result-sample = Esta es una carta de ejemplo. No es la suya.
result-photo = Esta foto muestra una sola hoja. Las otras hojas pueden cambiar lo que lee aquí. Suba fotos de todas.
result-places = Elija una frase subrayada para ver de qué palabras de la carta sale.
tools = Qué puede hacer con esta página
tools-short = Guardar, imprimir o empezar otra vez
print = Imprimir
print-letter = Imprimir también la carta
save-pdf = Guardar en PDF
save-text = Guardar como texto
read-aloud = Leer en voz alta
stop-reading = Parar
another = Leer otra carta
letter-title = La carta (en inglés)
letter-page = Página { $page }
letter-back = Volver al resumen
file-name = carta-imr-en-palabras-simples

### Lo que puede fallar -----------------------------------------------------------------------------------------------

error-name = Pruebe otra vez
error-title = Todavía no se pudo
error-kept = Lo que usted escribió sigue aquí. Si eligió un archivo, elíjalo otra vez.
fault-nothing-1 = Todavía no hay una carta.
fault-nothing-2 = Elija su archivo o pegue las palabras de la carta.
fault-empty-1 = No hay nada en este archivo.
fault-empty-2 = Guarde o escanee la carta otra vez, y elija el archivo nuevo.
fault-too-large-1 = Este archivo es muy grande.
fault-too-large-2 = Suba solo la carta. Un PDF o una foto puede tener hasta { $megabytes } MB.
fault-several-files-1 = No sabemos cómo van juntos estos archivos.
fault-several-files-2 = Elija un solo PDF, o solo fotos de una carta.
fault-not-text-1 = Esta página no puede leer este tipo de archivo.
fault-not-text-2 = Guarde la carta en PDF. O copie las palabras y péguelas aquí.
fault-picture-1 = No podemos leer este tipo de foto.
fault-picture-2 = Guarde la foto como JPEG o como PDF. Luego elija el archivo nuevo.
fault-unreadable-scan-1 = No pudimos leer las palabras de esta foto o copia.
fault-unreadable-scan-2 = Ponga la hoja plana y con buena luz. Ponga la cámara justo encima. Tome una foto clara de toda la hoja.
fault-ocr-missing-1 = Este sitio no puede leer fotos ni copias escaneadas.
fault-ocr-missing-2 = Elija un PDF del que se puedan copiar las palabras. O escriba las palabras en el cuadro.
fault-password-1 = Este PDF tiene una contraseña.
fault-password-2 = Ábralo con la contraseña e imprímalo en un PDF nuevo. Luego elija el archivo nuevo.
fault-no-text-layer-1 = Las hojas de este PDF están vacías.
fault-no-text-layer-2 = Guarde o escanee la carta otra vez, y elija el archivo nuevo.
fault-damaged-1 = Este archivo está dañado, o le falta una parte.
fault-damaged-2 = Descárguelo otra vez o pida una copia nueva.
fault-too-costly-1 = Este archivo tarda mucho en leerse.
fault-too-costly-2 = Suba solo la carta, sin otros papeles.
fault-not-a-letter-1 = Esto no parece una carta IMR.
fault-not-a-letter-2 = Busque en sus papeles esta línea: “{ $words }”. Si tiene esa carta, suba todas las páginas.
fault-unknown-form-1 = Quizás sea una carta IMR, pero no conocemos esta forma.
fault-unknown-form-2 = Pida ayuda: alguien puede leer la carta con usted.
fault-utilization-review-1 = Esta es la negativa de la compañía de seguros. No es la decisión IMR.
fault-utilization-review-2 = Para pedir una IMR, firme el formulario que vino con ella y mándelo en 30 días. Para algunas medicinas solo tiene 10 días.
fault-delay-letter-1 = Esta carta dice que una decisión se retrasa. Todavía no se decidió nada.
fault-delay-letter-2 = Pregunte a la compañía de seguros qué falta.
fault-assignment-notice-1 = Esta carta dice que su revisión empezó.
fault-assignment-notice-2 = La decisión viene en otra carta. Regrese con esa carta.
fault-termination-notice-1 = Esta carta dice que la revisión terminó sin decisión.
fault-termination-notice-2 = Muchas veces es porque se aprobó el tratamiento. Pregunte a la compañía de seguros qué aprobó.
fault-ineligible-application-1 = Esta carta dice que no se aceptó su solicitud de revisión.
fault-ineligible-application-2 = No se decidió nada sobre el tratamiento. Busque la razón y llame pronto al 1-800-736-7401.
fault-bill-review-1 = Esta es una revisión de la factura de un médico. No trata de su tratamiento.
fault-bill-review-2 = Usted no tiene que hacer nada aquí. Busque la carta IMR.
fault-cover-page-1 = Esta es solo la primera página de una carta IMR.
fault-cover-page-2 = Lo que se decidió está en las otras páginas. Suba todas.
fault-health-plan-review-1 = Esta es una revisión de un plan de salud. No trata de su lesión de trabajo.
fault-health-plan-review-2 = Pregunte al plan de salud o a la oficina del estado que nombra la carta.
fault-medical-legal-report-1 = Este es el informe de un médico. No es la decisión IMR.
fault-medical-legal-report-2 = Busque la carta IMR o pregunte a su abogado por el informe.
fault-appeals-board-order-1 = Este es un papel de la junta de apelaciones. No es la carta IMR.
fault-appeals-board-order-2 = Puede tener una fecha límite. Llame pronto al 1-800-736-7401 o pregunte a un abogado.
fault-several-letters-1 = Hay más de una carta en este archivo.
fault-several-letters-2 = Suba una carta a la vez.
fault-busy-1 = Mucha gente usa esta página ahora.
fault-busy-2 = Espere { $seconds ->
        [one] un segundo
       *[other] { $seconds } segundos
    } y pruebe otra vez.
fault-stopping-1 = Este sitio va a empezar de nuevo.
fault-stopping-2 = Espere un minuto y pruebe otra vez.
fault-too-slow-1 = Su carta tardó mucho en llegar.
fault-too-slow-2 = Pruebe otra vez. Si puede, use una conexión mejor o un archivo menos grande.
fault-bad-body-1 = Su carta no llegó completa.
fault-bad-body-2 = Pruebe otra vez.
fault-llm-1 = El programa de IA no contestó.
fault-llm-2 = Pruebe más tarde. O marque la casilla para seguir sin él.
fault-expired-1 = Esta página ya no se puede guardar.
fault-expired-2 = Suba su carta otra vez.
fault-no-pdf-1 = No pudimos hacer el PDF.
fault-no-pdf-2 = Imprima la página o guárdela como texto.
fault-lost-1 = Aquí no hay ninguna página.
fault-lost-2 = Puede empezar con su carta, abajo.
fault-ours-1 = Algo falló, y la culpa es nuestra.
fault-ours-2 = Pruebe otra vez en unos minutos.
