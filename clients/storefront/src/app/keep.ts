/** What a browser keeps for us by name; one that is forbidden to, or is full, keeps nothing. */
export interface Keep {
  read(name: string): string | null
  /** Whoever relies on it reads it back. */
  write(name: string, text: string): void
  remove(name: string): void
}

/** A keep in the storage that *open* names; where storage is blocked, naming it throws already. */
export function keepIn(open: () => Storage): Keep {
  return {
    read: (name) => unlessRefused(() => open().getItem(name)),
    write: (name, text) => void unlessRefused(() => open().setItem(name, text)),
    remove: (name) => void unlessRefused(() => open().removeItem(name)),
  }
}

/** Shared by all tabs, until it is removed. */
export const browserKeep = keepIn(() => localStorage)

/** This tab's own, until it is closed. */
export const tabKeep = keepIn(() => sessionStorage)

function unlessRefused<T>(action: () => T): T | null {
  try {
    return action()
  } catch {
    return null
  }
}
