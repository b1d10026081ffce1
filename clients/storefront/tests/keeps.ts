import { keepIn, type Keep } from '../src/app/keep'

/** A keep that forgets when the test ends. */
export function memoryKeep(): Keep {
  const items = new Map<string, string>()
  return {
    read: (name) => items.get(name) ?? null,
    write: (name, text) => void items.set(name, text),
    remove: (name) => void items.delete(name),
  }
}

/** What a browser says that may not store anything for the page. */
export const blockedKeep = keepIn(() => {
  throw new DOMException('Access is denied for this document.', 'SecurityError')
})

/** A browser without room: reads and removes, but takes nothing more until *isFull* is false. */
export function crampedKeep(isFull: () => boolean): Keep {
  const room = memoryKeep()
  const storage = {
    getItem: room.read,
    removeItem: room.remove,
    setItem: (name: string, text: string) => {
      if (isFull()) throw new DOMException('No room.', 'QuotaExceededError')
      room.write(name, text)
    },
  }
  return keepIn(() => storage as Storage)
}
