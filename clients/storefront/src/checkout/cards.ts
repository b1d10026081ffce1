/** A way to pay that the sandbox offers; a real provider's form would hand out such a token. */
export interface TestCard {
  readonly token: string
  readonly name: string
  readonly note: string
}

/** The sandbox's cards. */
export const TEST_CARDS: readonly TestCard[] = [
  { token: 'tok_visa', name: 'Visa', note: 'Test card that accepts' },
  { token: 'tok_slow_4', name: 'Slow card', note: 'Test card that accepts after four seconds' },
  {
    token: 'tok_declined',
    name: 'Empty card',
    note: 'Test card that declines; another may succeed',
  },
  { token: 'tok_stolen', name: 'Stolen card', note: 'Test card that declines for good' },
]
