/** Unpacks Chromium and the libraries it needs below TMPDIR, and prints the program's path. */
import chromium from '@sparticuz/chromium'

process.stdout.write(await chromium.executablePath())
