/** What is wrong with an e-mail address at first sight; null when the graph should judge. */
export function emailProblem(email: string): string | null {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'This is not an e-mail address.'
}
